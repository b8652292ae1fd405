/* Local attention; see local.h. Everything runs in double and is rounded once. */
#include "attention/local.h"

#include <math.h>

/* Whether weight `index` is one of a masked key. */
static bool is_nothing(const struct local *local, double weight)
{
    return local->logarithm ? weight == -INFINITY : weight == 0;
}

static void renormalize(const struct local *local, void *weights, size_t length,
                        enum precision precision)
{
    double max = -INFINITY, sum = 0;
    for (size_t j = 0; local->logarithm && j < length; j++)
        max = fmax(max, precision_get(weights, precision, j));
    for (size_t j = 0; j < length; j++) {
        double weight = precision_get(weights, precision, j);
        if (!is_nothing(local, weight))
            sum += local->logarithm ? exp(weight - max) : weight;
    }
    for (size_t j = 0; j < length; j++) {
        double weight = precision_get(weights, precision, j);
        if (!is_nothing(local, weight))
            precision_put(weights, precision, j,
                          local->logarithm ? weight - max - log(sum) : weight / sum);
    }
}

void local_weigh(const struct local *local, double center, void *weights, size_t length,
                 enum precision precision)
{
    double sigma = local->window / 2;
    for (size_t j = 0; j < length; j++) {
        double weight = precision_get(weights, precision, j),
               distance = ((double)j - center) / sigma;
        if (is_nothing(local, weight))
            continue;
        double exponent = -distance * distance / 2;
        precision_put(weights, precision, j,
                      local->logarithm ? weight + exponent : weight * exp(exponent));
    }
    if (local->renormalize)
        renormalize(local, weights, length, precision);
}

double local_center(const void *h, const void *v, size_t count, size_t key_count,
                    enum precision precision)
{
    double sum = 0;
    for (size_t a = 0; a < count; a++)
        sum += precision_get(v, precision, a) * tanh(precision_get(h, precision, a));
    return (double)key_count / (1 + exp(-sum));
}
