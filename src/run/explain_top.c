/* How top orders keys; see explain_top.h. */
#include "run/explain_top.h"

#include <math.h>

/* Which keys are listed at all. */
static void tell_limits(const struct telling *t)
{
    const struct request *request = t->request;
    const double least = request->list.min_score, distance = request->list.max_distance;
    struct sentence number = sentence_new(t);
    put_alone(&number, isnan(least) ? distance : least);
    if (!isnan(least))
        tell_line(t, "  of these those whose score is at least %s (--min-score)", number.text);
    if (!isnan(distance))
        tell_line(t, "  of these those whose distance is at most %s (--max-distance)", number.text);
    if (request->list.distance)
        tell_line(t, "  what is listed is the distance, -S_ij (--distance)");
}

void explain_ranking(const struct telling *t, const struct ranked *ranked, size_t count, size_t all)
{
    const bool pairs = t->request->list.pairs;
    struct sentence order = sentence_new(t);
    if (pairs)
        tell_step(t, "top: pairs i < j by S_ij, the largest first, of equal ones the earlier pair "
                     "first");
    else
        tell_step(t, "top: the keys of each query by S_ij, the largest first, of equal ones the "
                     "earlier key first");
    if (t->request->count > 0)
        tell_line(t, "  of these at most %zu (--count)", t->request->count);
    tell_limits(t);
    if (!pairs && !t->request->list.no_weight)
        tell_line(t, "  the weight is a_ij, over all keys, not only those that are listed");
    for (size_t i = 0; i < count && i < TERMS_WHOLE; i++) {
        const bool equal = i > 0 && !(ranked[i].score < ranked[i - 1].score) &&
                           !(ranked[i].score > ranked[i - 1].score);
        put(&order, i > 0 ? ", then " : "");
        put_cell(&order, t->request->list.distance ? "-S" : "S", ranked[i].row, ranked[i].key);
        put(&order, " = ");
        put_alone(&order, ranked[i].score);
        put(&order, equal ? " (equal, but later)" : "");
    }
    put(&order, count > TERMS_WHOLE ? ", ..." : count == 0 ? "none" : "");
    tell_line(t, pairs ? "  in order: %s" : "  in order of x_1: %s", order.text);
    if (!pairs)
        tell_line(t, "  listed are %zu of its %zu keys", count, all);
    tell_step(t, "the result%s:", pairs ? "" : ", best keys first");
}
