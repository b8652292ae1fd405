/* Masks: which keys a query may see. A masked score is -infinity, and a masked key's NaN or
 * infinity reaches nothing.
 *
 * Every mask is defined cell by cell in mask_allows. Those that leave a query one run of keys also
 * say so in mask_range, so that whole tiles outside it are never computed. Masks that come as
 * matrices are rows of a query block (attention.h), not here. */
#ifndef ATTN_ATTENTION_MASK_H
#define ATTN_ATTENTION_MASK_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys begin <= j < end. */
struct key_range {
    size_t begin, end;
};

/* Keys and queries in groups (packed sequences); a query sees the keys of its own group, and
 * positions are counted within the groups, of keys in their order and of queries in theirs. */
struct key_groups {
    const uint32_t *of_key;  /* the group of each key, 0 .. count - 1 */
    const size_t *positions; /* of each key within its group */
    const uint32_t *members; /* the keys, group after group, each in order */
    const size_t *firsts;    /* where each group begins in there; count + 1 of them */
    size_t count;
    bool contiguous; /* every group is one run of keys */
};

/* The group, or the name, of a query that no key shares. */
#define NO_GROUP UINT32_MAX

/* Query i stands at position p = i + offset among the keys, or among those of its group. All zero:
 * everything is seen. Where rows were taken out of a file, the others keep their places in it:
 * positions, prefix, valid_keys and windows are counted in places. */
struct mask {
    const size_t *places; /* of each key, ascending; NULL: key j stands at j */
    size_t place_count;   /* with places: how many rows the file has */
    int64_t offset;
    bool causal;       /* only keys j <= p */
    bool exclude_self; /* not the key j == p */
    bool window;       /* only keys p - left <= j <= p + right; -1: unbounded on that side */
    int64_t left, right;
    size_t prefix; /* the first keys that causal and window leave visible */
    bool limited;  /* only the first valid_keys keys exist */
    size_t valid_keys;
    const struct key_groups *groups; /* NULL: none */
    const uint32_t *names; /* the name of each key, as a number: a query does not see keys that
                              have its own name; NULL: names do not matter */
    double local;          /* > 0: only keys |j - center| <= local (Luong 2015, local attention) */
};

/* A query as masks see it. */
struct mask_query {
    int64_t position; /* p */
    uint32_t group;   /* where there are groups */
    double center;    /* where the mask is local: p (local-m), or predicted (local-p) */
    uint32_t name;    /* where the mask goes by names */
};

/* Where key `key` stands in the file. */
static inline size_t mask_place(const struct mask *mask, size_t key)
{
    return mask->places ? mask->places[key] : key;
}

/* Its position: within its group, if there are groups, and otherwise its place. */
static inline int64_t mask_position(const struct mask *mask, size_t key)
{
    return (int64_t)(mask->groups ? mask->groups->positions[key] : mask_place(mask, key));
}

/* Whether the query may see key `key`. */
static inline bool mask_allows(const struct mask *mask, const struct mask_query *query, size_t key)
{
    int64_t p = query->position, j = mask_position(mask, key);
    if ((size_t)j >= mask->prefix) {
        if (mask->causal && j > p)
            return false;
        if (mask->window &&
            ((mask->left >= 0 && j < p - mask->left) || (mask->right >= 0 && j > p + mask->right)))
            return false;
    }
    if (mask->limited && mask_place(mask, key) >= mask->valid_keys)
        return false;
    if (mask->local > 0 && !(fabs((double)j - query->center) <= mask->local))
        return false;
    if (mask->groups && mask->groups->of_key[key] != query->group)
        return false;
    if (mask->names && mask->names[key] == query->name)
        return false;
    return !(mask->exclude_self && j == p);
}

/* The keys outside of which the query sees nothing. */
struct key_range mask_range(const struct mask *mask, const struct mask_query *query,
                            size_t key_count);

/* The keys in that range, between a prefix and a window, that the query does not see; may be empty.
 */
struct key_range mask_hole(const struct mask *mask, const struct mask_query *query,
                           size_t key_count);

/* The key that stands at the query's position, whether or not it may see it; SIZE_MAX: none. */
size_t mask_self(const struct mask *mask, const struct mask_query *query, size_t key_count);

/* Whether inside its range each query sees everything but its hole and, with exclude_self, its own
 * key, so that cells need no test. */
bool mask_is_ranges(const struct mask *mask);

/* The keys |j - center| <= mask->local; none where the center is NaN. */
struct key_range mask_window(const struct mask *mask, double center, size_t key_count);

/* How many of the keys exist, and how many places there are for keys. */
size_t mask_key_count(const struct mask *mask, size_t key_count);
size_t mask_place_count(const struct mask *mask, size_t key_count);

/* How many keys stand before `place`. */
size_t mask_keys_before(const struct mask *mask, size_t place, size_t key_count);

#endif
