/* Blocks of queries, and what the scores of one of them need; see attention.h and kernel.h. */
#include <math.h>

#include "attention/kernel/kernel.h"

/* Rows begin .. begin + count. */
static struct rows part_of(const struct rows *rows, size_t begin, size_t count, size_t size)
{
    if (!rows->data)
        return (struct rows){NULL, count, rows->width, rows->stride};
    return (struct rows){(const char *)rows->data + begin * rows->stride * size, count, rows->width,
                         rows->stride};
}

struct query_block query_block_part(const struct query_block *block, size_t begin, size_t count,
                                    enum precision precision)
{
    size_t size = precision_size(precision);
    struct query_block part = *block;
    part.first += begin;
    if (block->places)
        part.places += begin;
    part.queries = part_of(&block->queries, begin, count, size);
    part.bias = part_of(&block->bias, begin, count, size);
    part.allowed = part_of(&block->allowed, begin, count, size);
    if (block->groups)
        part.groups += begin;
    if (block->names)
        part.names += begin;
    if (block->positions)
        part.positions += begin;
    if (block->centers)
        part.centers += begin;
    return part;
}

static const void *row_at(const struct rows *rows, size_t row, size_t size)
{
    return rows->data ? (const char *)rows->data + row * rows->stride * size : NULL;
}

struct score_row score_row_of(const struct attention *problem, const struct query_block *block,
                              size_t row)
{
    size_t size = precision_size(problem->precision);
    const struct mask *mask = &problem->mask;
    int64_t position = block->positions ? (int64_t)block->positions[row]
                                        : (int64_t)query_block_place(block, row) + mask->offset;
    struct score_row result = {
        .query = {.position = position,
                  .group = block->groups ? block->groups[row] : NO_GROUP,
                  .center = block->centers ? block->centers[row] : (double)position,
                  .name = block->names ? block->names[row] : NO_GROUP},
        .bias = row_at(&block->bias, row, size),
        .allowed = row_at(&block->allowed, row, size),
        .alibi_slope = block->alibi_slope,
        .self = SIZE_MAX,
    };
    result.seen = mask_range(mask, &result.query, problem->key_count);
    result.hole = mask_hole(mask, &result.query, problem->key_count);
    if (mask->exclude_self)
        result.self = mask_self(mask, &result.query, problem->key_count);
    if (!mask->groups)
        result.positions = mask->places;
    else if (!mask->groups->contiguous)
        result.positions = mask->groups->positions;
    else if (result.seen.begin < result.seen.end)
        result.origin = (int64_t)result.seen.begin - mask_position(mask, result.seen.begin);
    return result;
}

double alibi_slope(size_t head, size_t heads)
{
    size_t power = 1;
    while (2 * power <= heads)
        power *= 2;
    if (head < power)
        return exp2(-8 * (double)(head + 1) / (double)power);
    return exp2(-8 * (double)(2 * (head - power) + 1) / (double)(2 * power));
}
