/* The best of a row of scores, in order. */
#ifndef ATTN_ATTENTION_RANKING_H
#define ATTN_ATTENTION_RANKING_H

#include <stddef.h>

#include "base/precision.h"

/* The indices of the at most `most` largest scores of a row of `width` numbers of `precision`,
 * largest first, equal ones in the order of the row, into `best` (room for `most`); returns how
 * many there are. -infinity (a masked key) is never among them; NaN counts as largest, as in
 * torch.topk, so that it is seen. Time O(width log most), no other memory. */
size_t ranking_select(const void *scores, size_t width, enum precision precision, size_t most,
                      size_t *best);

/* The same of the scores from index `begin` on that are `least` or more; NaN is not. */
size_t ranking_select_least(const void *scores, size_t begin, size_t width,
                            enum precision precision, double least, size_t most, size_t *best);

#endif
