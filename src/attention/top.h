/* Rows of scores cut down to their best before they are normalised. */
#ifndef ATTN_ATTENTION_TOP_H
#define ATTN_ATTENTION_TOP_H

#include <stddef.h>

#include "base/precision.h"

/* Makes every score of the row but the `most` (at least 1) best -infinity; of equal ones those
 * with the lower index are better, and NaN is best. `best`: room for `most`. */
void top_keep(void *scores, size_t length, enum precision precision, size_t most, size_t *best);

#endif
