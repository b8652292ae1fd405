/* Rotary position embedding; see rope.h. */
#include "attention/rope.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* Rows that a worker turns at a time. */
enum { TILE_ROWS = 32 };

/* A number and what is left over of it: value + rest. */
struct frequency {
    double value, rest;
};

struct rotation {
    struct rope rope;
    enum precision precision;
    size_t head_width, pairs;
    struct frequency *frequencies; /* one a pair; NULL with tables */
    double *turns;                 /* for each worker `pairs` cosines, then `pairs` sines */
    struct pool *pool;
};

/* A call, as its tiles see it. */
struct call {
    const struct rotation *rotation;
    const struct positions *positions;
    size_t first, count, heads;
    char *data;
    bool transposed;
};

/* Numbers times 2^112. */
typedef __int128 fixed;
enum { FIXED_BITS = 112 };

static const fixed fixed_one = (fixed)1 << FIXED_BITS;
static const fixed fixed_ln2 = ((fixed)0xb17217f7d1cf << 64) | (fixed)0x79abc9e3b39803f2;

/* Of numbers from 0 to 1. */
static fixed fixed_times(fixed a, fixed b)
{
    const fixed low = UINT64_MAX;
    unsigned __int128 lowest = (unsigned __int128)(uint64_t)a * (uint64_t)b;
    return (((a >> 64) * (b >> 64)) << 16) + (((a >> 64) * (b & low)) >> 48) +
           (((a & low) * (b >> 64)) >> 48) + (fixed)(lowest >> FIXED_BITS);
}

/* exp(-r), r from 0 to ln 2, by its series. */
static fixed fixed_exp(fixed r)
{
    fixed sum = fixed_one, term = fixed_one;
    for (int n = 1; term > 0; n++) {
        term = fixed_times(term, r) / n;
        sum += n % 2 ? -term : term;
    }
    return sum;
}

/* The natural logarithm of x = m 2^e: Newton's steps from that of m as a double, to where exp has
 * m.
 */
static fixed fixed_log(double x)
{
    int exponent;
    double m = frexp(x, &exponent);
    fixed whole = (fixed)ldexp(m, 53) << (FIXED_BITS - 53);
    fixed below = (fixed)ldexp(-log(m), 60) << (FIXED_BITS - 60);
    for (int step = 0; step < 2; step++)
        below += (fixed)((double)(fixed_exp(below) - whole) / m);
    return exponent * fixed_ln2 - below;
}

/* base^(-2i/N) as 2^k exp(-r), to within 2^-105: at position 2^53 what a double misses of it would
 * be half an angle of 1. */
static struct frequency frequency_of(double base, size_t pair, size_t pairs)
{
    fixed log_base = fixed_log(base), count = (fixed)pairs;
    fixed x = log_base / count * (fixed)pair + log_base % count * (fixed)pair / count;
    fixed k = x >= 0 ? -(x / fixed_ln2) : -x / fixed_ln2 + 1;
    fixed power = fixed_exp(x + k * fixed_ln2);
    double value = (double)power, rest = (double)(power - (fixed)value);
    int exponent = (int)k - FIXED_BITS;
    return (struct frequency){ldexp(value, exponent), ldexp(rest, exponent)};
}

enum status rotation_new(struct rotation **result, const struct rope *rope, size_t head_width,
                         enum precision precision, struct pool *pool, struct error *error)
{
    *result = NULL;
    size_t width = rope->width ? rope->width : head_width, pairs = width / 2;
    assert(width % 2 == 0 && width <= head_width);
    assert(!rope->cosines.data || (rope->cosines.width == pairs && rope->sines.width == pairs));
    struct rotation *rotation = memory_new(1, sizeof *rotation);
    if (!rotation)
        return error_memory(error, "rotary embedding");
    *rotation = (struct rotation){.rope = *rope,
                                  .precision = precision,
                                  .head_width = head_width,
                                  .pairs = pairs,
                                  .pool = pool};
    rotation->turns = memory_new_rows(pool_width(pool), 2 * pairs, sizeof *rotation->turns);
    if (!rope->cosines.data)
        rotation->frequencies = memory_new(pairs, sizeof *rotation->frequencies);
    if (!rotation->turns || (!rope->cosines.data && !rotation->frequencies)) {
        rotation_free(rotation);
        return error_memory(error, "rotary embedding");
    }
    for (size_t pair = 0; rotation->frequencies && pair < pairs; pair++)
        rotation->frequencies[pair] = rope->frequencies
                                          ? (struct frequency){rope->frequencies[pair], 0}
                                          : frequency_of(rope->base, pair, pairs);
    *result = rotation;
    return STATUS_OK;
}

void rotation_free(struct rotation *rotation)
{
    if (!rotation)
        return;
    free(rotation->frequencies);
    free(rotation->turns);
    free(rotation);
}

/* The cosines and sines of the pairs at a position. */
static void make_turns(const struct rotation *rotation, double position, double *cosines,
                       double *sines)
{
    const struct rows *table = &rotation->rope.cosines;
    for (size_t pair = 0; pair < rotation->pairs; pair++) {
        if (table->data) {
            size_t row = (size_t)position;
            cosines[pair] =
                precision_get(table->data, rotation->precision, row * table->stride + pair);
            sines[pair] = precision_get(rotation->rope.sines.data, rotation->precision,
                                        row * rotation->rope.sines.stride + pair);
            continue;
        }
        struct frequency frequency = rotation->frequencies[pair];
        double angle = position * frequency.value;
        double rest = fma(position, frequency.value, -angle) + position * frequency.rest;
        double cosine = cos(angle), sine = sin(angle);
        bool tiny = fabs(rest) < 0x1p-27; /* but for positions in the millions */
        double rest_cosine = tiny ? 1 : cos(rest), rest_sine = tiny ? rest : sin(rest);
        cosines[pair] = cosine * rest_cosine - rest_sine * sine; /* of angle + rest */
        sines[pair] = sine * rest_cosine + rest_sine * cosine;
    }
}

/* One pair of numbers turns: in double, rounded once. */
static void turn_pair(void *numbers, size_t x, size_t y, double cosine, double sine,
                      enum precision precision)
{
    double a = precision_get(numbers, precision, x), b = precision_get(numbers, precision, y);
    precision_put(numbers, precision, x, a * cosine - b * sine);
    precision_put(numbers, precision, y, b * cosine + a * sine);
}

static void turn_head(const struct rotation *rotation, void *head, const double *cosines,
                      const double *sines)
{
    bool interleaved = rotation->rope.interleaved;
    for (size_t pair = 0; pair < rotation->pairs; pair++) {
        size_t x = interleaved ? 2 * pair : pair;
        size_t y = interleaved ? 2 * pair + 1 : pair + rotation->pairs;
        turn_pair(head, x, y, cosines[pair], sines[pair], rotation->precision);
    }
}

static void turn_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct rotation *rotation = call->rotation;
    size_t head_bytes = rotation->head_width * precision_size(rotation->precision);
    double *cosines = rotation->turns + worker * 2 * rotation->pairs;
    double *sines = cosines + rotation->pairs;
    size_t begin = index * TILE_ROWS, left = call->count - begin;
    size_t end = begin + (left < TILE_ROWS ? left : TILE_ROWS);
    for (size_t i = begin; i < end; i++) {
        double magnitude = rotation->rope.magnitude > 0 ? rotation->rope.magnitude : 1;
        make_turns(rotation, position_of(call->positions, call->first + i), cosines, sines);
        for (size_t pair = 0; pair < rotation->pairs; pair++) {
            cosines[pair] *= magnitude;
            sines[pair] *= call->transposed ? -magnitude : magnitude;
        }
        for (size_t head = 0; head < call->heads; head++)
            turn_head(rotation, call->data + (i * call->heads + head) * head_bytes, cosines, sines);
    }
}

static void turn(struct call call)
{
    assert(!call.positions->given || call.positions->places ||
           call.first + call.count <= call.positions->count);
    pool_run(call.rotation->pool, ceiling_divide(call.count, TILE_ROWS), turn_tile, &call);
}

void rotation_apply(struct rotation *rotation, const struct positions *positions, size_t first,
                    size_t count, size_t heads, void *data)
{
    turn((struct call){rotation, positions, first, count, heads, data, .transposed = false});
}

void rotation_apply_transposed(struct rotation *rotation, const struct positions *positions,
                               size_t first, size_t count, size_t heads, void *data)
{
    turn((struct call){rotation, positions, first, count, heads, data, .transposed = true});
}

struct positions positions_of_block(const struct positions *positions,
                                    const struct query_block *block)
{
    struct positions result = *positions;
    if (block->positions && !result.given)
        return (struct positions){.given = block->positions, .count = block->queries.count};
    result.places = block->places;
    if (block->places)
        return result;
    result.start += (double)block->first;
    if (result.given) {
        result.given += block->first;
        result.count -= block->first;
    }
    return result;
}
