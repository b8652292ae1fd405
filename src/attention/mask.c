/* The runs of keys that masks leave; see mask.h. */
#include "attention/mask.h"

#include "base/memory.h"

/* Keys of [begin, end) that lie in [0, count). */
static struct key_range clamp(int64_t begin, int64_t end, size_t count)
{
    size_t from = begin > 0 ? min_size((size_t)begin, count) : 0;
    size_t to = end > 0 ? min_size((size_t)end, count) : 0;
    return (struct key_range){from, to > from ? to : from};
}

static struct key_range intersect(struct key_range a, struct key_range b)
{
    size_t begin = a.begin > b.begin ? a.begin : b.begin, end = min_size(a.end, b.end);
    return (struct key_range){begin, end > begin ? end : begin};
}

/* What causal and window leave round position p, and the prefix that they spare. */
static struct key_range range_of_position(const struct mask *mask, int64_t p, size_t count)
{
    int64_t begin = 0, end = (int64_t)count;
    if (mask->window && mask->left >= 0)
        begin = p - mask->left;
    if (mask->window && mask->right >= 0)
        end = p + mask->right + 1;
    if (mask->causal && p + 1 < end)
        end = p + 1;
    struct key_range range = clamp(begin, end, count), prefix = {0, min_size(mask->prefix, count)};
    if (prefix.end == 0)
        return range;
    if (range.end <= range.begin)
        return prefix;
    return (struct key_range){0, range.end > prefix.end ? range.end : prefix.end};
}

/* Places to the keys that stand there. */
static struct key_range keys_at(const struct mask *mask, struct key_range places, size_t key_count)
{
    return (struct key_range){mask_keys_before(mask, places.begin, key_count),
                              mask_keys_before(mask, places.end, key_count)};
}

static struct key_range places_near(double center, double distance, size_t count)
{
    double low = ceil(center - distance), high = floor(center + distance) + 1;
    if (!(high > 0 && low < (double)count))
        return (struct key_range){0, 0};
    return (struct key_range){low > 0 ? (size_t)low : 0,
                              high < (double)count ? (size_t)high : count};
}

struct key_range mask_window(const struct mask *mask, double center, size_t key_count)
{
    const size_t count = mask_place_count(mask, key_count);
    return keys_at(mask, places_near(center, mask->local, count), key_count);
}

struct key_range mask_range(const struct mask *mask, const struct mask_query *query,
                            size_t key_count)
{
    const size_t count = mask_place_count(mask, key_count);
    struct key_range range =
        keys_at(mask, range_of_position(mask, query->position, count), key_count);
    if (mask->local > 0)
        range = intersect(range, mask_window(mask, query->center, key_count));
    if (mask->groups && query->group >= mask->groups->count)
        return (struct key_range){0, 0};
    if (mask->groups)
        range = intersect(range, mask->groups->ranges[query->group]);
    return range;
}

struct key_range mask_hole(const struct mask *mask, const struct mask_query *query,
                           size_t key_count)
{
    if (!(mask->prefix > 0 && mask->window && mask->left >= 0))
        return (struct key_range){0, 0};
    struct key_range before =
        clamp(0, query->position - mask->left, mask_place_count(mask, key_count));
    size_t begin = min_size(mask->prefix, before.end);
    return keys_at(mask, (struct key_range){begin, before.end}, key_count);
}

bool mask_is_ranges(const struct mask *mask)
{
    return (mask->groups == NULL || mask->groups->contiguous) && mask->names == NULL;
}

size_t mask_place_count(const struct mask *mask, size_t key_count)
{
    const size_t all = mask->places ? mask->place_count : key_count;
    return mask->limited ? min_size(mask->valid_keys, all) : all;
}

size_t mask_key_count(const struct mask *mask, size_t key_count)
{
    return mask_keys_before(mask, mask_place_count(mask, key_count), key_count);
}

size_t mask_keys_before(const struct mask *mask, size_t place, size_t key_count)
{
    if (!mask->places)
        return min_size(place, key_count);
    size_t begin = 0, end = key_count;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (mask->places[middle] < place)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}
