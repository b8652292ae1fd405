/* Masks: which keys a query may see. A masked score is -infinity, and a masked key's NaN or
 * infinity reaches nothing.
 *
 * Every mask is defined cell by cell in mask_allows. Those that leave a query one run of keys also
 * say so in mask_range, so that whole tiles outside it are never computed. */
#ifndef ATTN_ATTENTION_MASK_H
#define ATTN_ATTENTION_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Query i stands at position p = i + offset among the keys. */
struct mask {
    int64_t offset;
    bool causal;       /* only keys j <= p */
    bool exclude_self; /* not the key j == p */
};

/* Keys begin <= j < end. */
struct key_range {
    size_t begin, end;
};

/* Whether query `query` may see key `key`. */
static inline bool mask_allows(const struct mask *mask, size_t query, size_t key)
{
    int64_t p = (int64_t)query + mask->offset, j = (int64_t)key;
    if (mask->causal && j > p)
        return false;
    return !(mask->exclude_self && j == p);
}

/* The keys outside of which query `query` sees nothing. */
struct key_range mask_range(const struct mask *mask, size_t query, size_t key_count);

/* Whether inside its range each query sees everything, so that cells need no test. */
bool mask_is_ranges(const struct mask *mask);

#endif
