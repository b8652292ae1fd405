/* Runs of numbers to text with AVX2, four lanes at a time; see decimal/many.h and decimal/lanes.h.
 */
#include "table/decimal/many.h"

#ifdef __AVX2__

#include "table/decimal/bytes.h"
#include "table/decimal/powers.h"

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

enum { LANES = 4 };

typedef uint64_t vec __attribute__((vector_size(8 * LANES)));
typedef uint16_t words __attribute__((vector_size(8 * LANES)));
typedef int64_t flags __attribute__((vector_size(8 * LANES)));

INLINE vec product(vec a, vec b)
{
    return (vec)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}

INLINE words high_words(words a, uint16_t b)
{
    return (words)_mm256_mulhi_epu16((__m256i)a, _mm256_set1_epi16((int16_t)b));
}

INLINE flags equal(vec a, vec b)
{
    return a == b;
}

INLINE flags less(vec a, vec b)
{
    return (flags)a < (flags)b;
}

INLINE uint32_t flag_bits(flags x)
{
    return (uint32_t)_mm256_movemask_pd((__m256d)x);
}

INLINE vec add_where(flags where, vec a, vec b)
{
    return a + ((vec)where & b);
}

INLINE vec keep_unless(flags where, vec a)
{
    return a & ~(vec)where;
}

INLINE void look_up(const uint64_t *index, vec *high, vec *low)
{
    const __m128i *table = (const __m128i *)power_table;
    __m256i even =
        _mm256_set_m128i(_mm_loadu_si128(table + index[2]), _mm_loadu_si128(table + index[0]));
    __m256i odd =
        _mm256_set_m128i(_mm_loadu_si128(table + index[3]), _mm_loadu_si128(table + index[1]));
    *high = (vec)_mm256_unpacklo_epi64(even, odd);
    *low = (vec)_mm256_unpackhi_epi64(even, odd);
}

#include "table/decimal/lanes.h"

/* The text of a batch. */
struct text {
    char digits[BATCH + 1][16]; /* of first and second */
    uint32_t nonzero[BATCH];    /* a bit for each of these digits that is not 0 */
};

/* The digits of two numbers, each two lanes of up to 8 digits, as bytes_digits makes them; they
 * take the places `at` and `at` + 2. */
INLINE void put_digits(vec numbers, struct text *text, size_t at)
{
    __m256i lanes = (__m256i)digits_of(numbers);
    __m256i zero = _mm256_cmpeq_epi8(lanes, _mm256_setzero_si256());
    uint32_t nonzero = ~(uint32_t)_mm256_movemask_epi8(zero);
    lanes = _mm256_or_si256(lanes, _mm256_set1_epi8('0'));
    _mm_storeu_si128((__m128i *)text->digits[at], _mm256_castsi256_si128(lanes));
    _mm_storeu_si128((__m128i *)text->digits[at + 2], _mm256_extracti128_si256(lanes, 1));
    text->nonzero[at] = nonzero & 0xffff;
    text->nonzero[at + 2] = nonzero >> 16;
}

/* The third step: from first and second to digits. */
INLINE void spell(const struct batch *batch, struct text *text, size_t at)
{
    __m256i first = (__m256i)load(batch->first + at), second = (__m256i)load(batch->second + at);
    put_digits((vec)_mm256_unpacklo_epi64(first, second), text, at);
    put_digits((vec)_mm256_unpackhi_epi64(first, second), text, at + 1);
}

/* Where things go in the plain form, by the exponent from PLAIN_LEAST on, and last in the other. */
enum { PLAIN_LEAST = -5, PLAIN_ROWS = 21 };
static const struct {
    uint8_t front; /* where sixteen digits go */
    uint8_t from;  /* the digits from this one on, */
    uint8_t back;  /* and where they go */
    uint8_t point; /* where the point goes */
    uint8_t whole; /* digits before the point: 17 where it comes before all of them */
    uint8_t least; /* the length at least, from the front on */
} places[PLAIN_ROWS + 1] = {
    {6, 16, 22, 1, 17, 0},   {5, 16, 21, 1, 17, 0},   {4, 16, 20, 1, 17, 0},
    {3, 16, 19, 1, 17, 0},   {2, 16, 18, 1, 17, 0},   {0, 1, 2, 1, 1, 1},
    {0, 2, 3, 2, 2, 2},      {0, 3, 4, 3, 3, 3},      {0, 4, 5, 4, 4, 4},
    {0, 5, 6, 5, 5, 5},      {0, 6, 7, 6, 6, 6},      {0, 7, 8, 7, 7, 7},
    {0, 8, 9, 8, 8, 8},      {0, 9, 10, 9, 9, 9},     {0, 10, 11, 10, 10, 10},
    {0, 11, 12, 11, 11, 11}, {0, 12, 13, 12, 12, 12}, {0, 13, 14, 13, 13, 13},
    {0, 14, 15, 14, 14, 14}, {0, 15, 16, 15, 15, 15}, {0, 16, 17, 16, 16, 16},
    {0, 1, 2, 1, 1, 1},
};

/* The last step: the usual number at `index` as text; the end. What is not of the number, digits
 * and exponent, is stored all the same: what comes next writes over it. */
INLINE char *lay_out(const struct batch *batch, const struct text *text, size_t index,
                     bool negative, char *out)
{
    int zeros = (int)batch->zeros[index];
    uint64_t last = batch->last[index];
    const char *digits = text->digits[index] + zeros;
    int count = 32 - __builtin_clz(text->nonzero[index] | (uint32_t)(last != 0) << 16) - zeros;
    int exponent = (int)batch->k[index] - TEN_BIAS + 16 - zeros;
    unsigned row = (unsigned)(exponent - PLAIN_LEAST);
    row = row < PLAIN_ROWS ? row : PLAIN_ROWS;

    *out = '-';
    out += negative;
    bytes_store8(out, bytes_all('0'));
    char *front = out + places[row].front, *back = out + places[row].back;
    _mm_storeu_si128((__m128i *)front, _mm_loadu_si128((const __m128i *)digits));
    _mm_storeu_si128((__m128i *)back,
                     _mm_loadu_si128((const __m128i *)(digits + places[row].from)));
    back[16 - zeros - places[row].from] = (char)('0' + last);
    out[places[row].point] = '.';
    int length = count + (count > places[row].whole), least = places[row].least;
    out = front + (length > least ? length : least);
    uint64_t ending = power_text(exponent);
    bytes_store8(out, ending);
    return out + (ending >> 56 & -(uint64_t)(row == PLAIN_ROWS));
}

INLINE bool is_negative(struct numbers numbers, size_t at)
{
    return __builtin_signbit(precision_get(numbers.data, numbers.precision, at));
}

/* Whether a batch that begins with x is better left to decimal/write.c: integers come together. */
INLINE bool begins_integers(double x)
{
    return x > -1e8 && x < 1e8 && x == (double)(int)x;
}

INLINE void spell_batch(struct numbers numbers, struct batch *batch, struct text *text)
{
    batch->others = 0;
    scale_and_shorten(numbers, batch);
    for (size_t i = 0; i < BATCH; i += LANES)
        spell(batch, text, i);
}

INLINE char *write_batches(struct numbers numbers, size_t *count, struct separators *separators,
                           char *out)
{
    struct batch batch;
    struct text text;
    for (; *count >= BATCH; *count -= BATCH, numbers = numbers_after(numbers, BATCH)) {
        batch.others = ~(uint64_t)0;
        if (!begins_integers(precision_get(numbers.data, numbers.precision, 0)))
            spell_batch(numbers, &batch, &text);
        for (size_t i = 0; i < BATCH; i++) {
            if (batch.others >> i & 1)
                out = decimal_one(numbers, i, out);
            else
                out = lay_out(&batch, &text, i, is_negative(numbers, i), out);
            out = separators_put(separators, out);
        }
    }
    return out;
}

char *decimal_many_avx2(struct numbers numbers, size_t *count, struct separators *separators,
                        char *out)
{
    return write_numbers(numbers, count, separators, out);
}

#endif
