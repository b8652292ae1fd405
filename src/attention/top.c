/* The best of a row alone; see top.h. */
#include "attention/top.h"

#include <math.h>
#include <stdbool.h>

#include "attention/ranking.h"

void top_keep(void *scores, size_t length, enum precision precision, size_t most, size_t *best)
{
    for (size_t j = 0; j < length; j++)
        if (precision_get(scores, precision, j) == INFINITY)
            return; /* the row becomes NaNs, as it does of all scores */
    size_t count = most < length ? ranking_select(scores, length, precision, most, best) : 0;
    if (count < most)
        return;
    size_t last = best[most - 1];
    double worst = precision_get(scores, precision, last);
    for (size_t j = 0; j < length; j++) {
        double score = precision_get(scores, precision, j);
        bool equal = score == worst || (isnan(score) && isnan(worst));
        if (equal ? j <= last : isnan(score) || score > worst)
            continue;
        precision_put(scores, precision, j, -INFINITY);
    }
}
