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

/* The keys that a query may see but for where they stand, in order: those of its group, or all. */
struct keys {
    const uint32_t *members; /* NULL: 0, 1, 2 ... */
    size_t count;
};

static struct keys keys_of(const struct mask *mask, const struct mask_query *query,
                           size_t key_count)
{
    const struct key_groups *groups = mask->groups;
    if (!groups)
        return (struct keys){NULL, key_count};
    if (query->group >= groups->count)
        return (struct keys){groups->members, 0};
    size_t first = groups->firsts[query->group];
    return (struct keys){groups->members + first, groups->firsts[query->group + 1] - first};
}

static size_t key_of(const struct keys *keys, size_t index)
{
    return keys->members ? keys->members[index] : index;
}

/* How many of them are keys before `key`. */
static size_t count_before(const struct keys *keys, size_t key)
{
    size_t low = 0, high = keys->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key_of(keys, middle) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How many of them stand before `position`. */
static size_t count_ahead(const struct mask *mask, const struct keys *keys, size_t position)
{
    if (mask->groups ? mask->groups->contiguous : !mask->places)
        return min_size(position, keys->count);
    size_t low = 0, high = keys->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mask_position(mask, key_of(keys, middle)) < (int64_t)position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The keys of the query's group that exist, from the first that stands at one of these positions to
 * past the last. */
static struct key_range members_at(const struct mask *mask, const struct keys *keys,
                                   struct key_range positions)
{
    size_t begin = count_ahead(mask, keys, positions.begin);
    size_t end = count_ahead(mask, keys, positions.end);
    if (begin >= end)
        return (struct key_range){0, 0};
    return (struct key_range){key_of(keys, begin), key_of(keys, end - 1) + 1};
}

struct key_range mask_range(const struct mask *mask, const struct mask_query *query,
                            size_t key_count)
{
    struct keys keys = keys_of(mask, query, key_count);
    keys.count = count_before(&keys, mask_key_count(mask, key_count));
    if (keys.count == 0)
        return (struct key_range){0, 0};
    size_t count = (size_t)mask_position(mask, key_of(&keys, keys.count - 1)) + 1;
    struct key_range positions = range_of_position(mask, query->position, count);
    if (mask->local > 0)
        positions = intersect(positions, places_near(query->center, mask->local, count));
    return members_at(mask, &keys, positions);
}

struct key_range mask_hole(const struct mask *mask, const struct mask_query *query,
                           size_t key_count)
{
    struct keys keys = keys_of(mask, query, key_count);
    if (!(mask->prefix > 0 && mask->window && mask->left >= 0) || !mask_is_ranges(mask) ||
        keys.count == 0)
        return (struct key_range){0, 0};
    size_t count = (size_t)mask_position(mask, key_of(&keys, keys.count - 1)) + 1;
    struct key_range before = clamp(0, query->position - mask->left, count);
    return members_at(mask, &keys,
                      (struct key_range){min_size(mask->prefix, before.end), before.end});
}

size_t mask_self(const struct mask *mask, const struct mask_query *query, size_t key_count)
{
    struct keys keys = keys_of(mask, query, key_count);
    if (query->position < 0)
        return SIZE_MAX;
    size_t index = count_ahead(mask, &keys, (size_t)query->position);
    if (index == keys.count || mask_position(mask, key_of(&keys, index)) != query->position)
        return SIZE_MAX;
    return key_of(&keys, index);
}

bool mask_is_ranges(const struct mask *mask)
{
    return (!mask->groups || mask->groups->contiguous) && !mask->names;
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
