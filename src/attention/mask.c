/* The runs of keys that masks leave; see mask.h. */
#include "attention/mask.h"

struct key_range mask_range(const struct mask *mask, size_t query, size_t key_count)
{
    struct key_range range = {0, key_count};
    if (mask->causal) {
        int64_t end = (int64_t)query + mask->offset + 1;
        if (end < (int64_t)range.end)
            range.end = end > 0 ? (size_t)end : 0;
    }
    return range;
}

bool mask_is_ranges(const struct mask *mask)
{
    return !mask->exclude_self;
}
