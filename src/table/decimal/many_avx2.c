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

enum { AT_ONCE = 4 };

typedef uint64_t vec __attribute__((vector_size(8 * AT_ONCE)));
typedef uint16_t words __attribute__((vector_size(8 * AT_ONCE)));
typedef int64_t flags __attribute__((vector_size(8 * AT_ONCE)));

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

INLINE vec larger(vec a, vec b)
{
    return add_where(less(a, b), a, b - a);
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
    char digits[BATCH + 2][32];                       /* 16 of first and second, and last */
    uint64_t start[BATCH], row[BATCH], length[BATCH]; /* the digits that count; see places */
    uint64_t exponents; /* a bit for each number that an exponent follows */
};

/* The digits of two numbers, each two lanes of up to 8 digits, as bytes_digits makes them; they
 * take the places `at` and `at` + 2. Gives a bit for each digit that is not 0. */
INLINE uint32_t put_digits(vec numbers, struct text *text, size_t at)
{
    __m256i lanes = (__m256i)digits_of(numbers);
    __m256i zero = _mm256_cmpeq_epi8(lanes, _mm256_setzero_si256());
    lanes = _mm256_or_si256(lanes, _mm256_set1_epi8('0'));
    _mm_storeu_si128((__m128i *)text->digits[at], _mm256_castsi256_si128(lanes));
    _mm_storeu_si128((__m128i *)text->digits[at + 2], _mm256_extracti128_si256(lanes, 1));
    return ~(uint32_t)_mm256_movemask_epi8(zero);
}

/* The digits of numbers: first * 10^9 + second * 10 + last. Gives a bit for each that is not 0. */
INLINE vec spell(vec first, vec second, vec last, struct text *text, size_t at)
{
    const vec even = (vec)_mm256_unpacklo_epi64((__m256i)first, (__m256i)second);
    const vec odd = (vec)_mm256_unpackhi_epi64((__m256i)first, (__m256i)second);
    const uint64_t bits = put_digits(even, text, at), more = put_digits(odd, text, at + 1);
    for (size_t i = 0; i < AT_ONCE; i++)
        text->digits[at + i][16] = (char)('0' + last[i]);
    const vec nonzero = (all(bits | more << 32) >> (vec){0, 32, 16, 48}) & all(0xffff);
    return add_where(less(all(0), last), nonzero, all(1 << 16));
}

/* The number of the highest bit of each lane, 0 to 51: the exponent of what it is in binary64. */
INLINE vec highest_bit(vec x)
{
    const uint64_t bias = 1023, two52 = (bias + 52) << 52;
    __m256d number = _mm256_sub_pd((__m256d)(x | all(two52)), (__m256d)all(two52));
    return ((vec)number >> 52) - all(bias);
}

/* Where things go in the plain form, by the exponent from PLAIN_LEAST on. */
enum { PLAIN_LEAST = -5, ROWS = 21 };
static const struct {
    uint8_t front; /* where sixteen digits go */
    uint8_t from;  /* the digits from this one on, */
    uint8_t back;  /* and where they go */
    uint8_t point; /* where the point goes */
} places[ROWS] = {
    {6, 16, 22, 1},  {5, 16, 21, 1},  {4, 16, 20, 1},  {3, 16, 19, 1},  {2, 16, 18, 1},
    {0, 1, 2, 1},    {0, 2, 3, 2},    {0, 3, 4, 3},    {0, 4, 5, 4},    {0, 5, 6, 5},
    {0, 6, 7, 6},    {0, 7, 8, 7},    {0, 8, 9, 8},    {0, 9, 10, 9},   {0, 10, 11, 10},
    {0, 11, 12, 11}, {0, 12, 13, 12}, {0, 13, 14, 13}, {0, 14, 15, 14}, {0, 15, 16, 15},
    {0, 16, 17, 16},
};

/* Numbers whose exponents of ten are from `least` to below `greatest` are written plain. */
struct form {
    int64_t least, greatest;
};

/* The third step: from first, second, last and k to the text. */
INLINE void put_text(const struct batch *batch, struct text *text, size_t at, struct form form)
{
    const vec zeros = load(batch->zeros + at);
    const vec nonzero =
        spell(load(batch->first + at), load(batch->second + at), load(batch->last + at), text, at);
    const vec count = highest_bit(nonzero) + all(1) - zeros;
    const vec exponent = load(batch->k + at) - zeros - all(TEN_BIAS - 16);
    const flags plain = less(all((uint64_t)form.least - 1), exponent) &
                        less(exponent, all((uint64_t)form.greatest));
    const vec row = keep_unless(~plain, exponent) + all(-PLAIN_LEAST);
    const vec whole = row - all(-PLAIN_LEAST - 1);
    const vec length = larger(add_where(less(whole, count), count, all(1)), whole);
    store(text->start + at, zeros);
    store(text->row + at, row);
    /* Below 1: a zero, the point counted already, and more zeros. */
    store(text->length + at, add_where(less(whole, all(1)), length, all(1) - whole));
    text->exponents |= (uint64_t)(flag_bits(plain) ^ 0xf) << at;
}

INLINE __m256d doubles_at(struct numbers numbers, size_t at)
{
    numbers = numbers_after(numbers, at);
    if (numbers.precision == PRECISION_DOUBLE)
        return _mm256_loadu_pd(numbers.data);
    return _mm256_cvtps_pd(_mm_loadu_ps(numbers.data));
}

INLINE __m256d magnitude(__m256d x)
{
    return (__m256d)((vec)x << 1 >> 1);
}

/* Whether all numbers of a batch are integers of up to 8 digits, none of which could be another
 * without being another number: in binary32 that ends at 2^24. */
INLINE bool are_integers(struct numbers numbers)
{
    const __m256d end = _mm256_set1_pd(numbers.precision == PRECISION_DOUBLE ? 1e8 : 0x1p24);
    for (size_t i = 0; i < BATCH; i += AT_ONCE) {
        __m256d x = doubles_at(numbers, i), whole = _mm256_cvtepi32_pd(_mm256_cvttpd_epi32(x));
        flags integers = (flags)_mm256_cmp_pd(x, whole, _CMP_EQ_OQ) &
                         (flags)_mm256_cmp_pd(magnitude(x), end, _CMP_LT_OQ);
        if (flag_bits(integers) != 0xf)
            return false;
    }
    return true;
}

/* Such integers, whose digits are the last eight of 16, and no point behind them. */
INLINE void put_integers(__m256d x, struct text *text, size_t at)
{
    const vec integers = (vec)_mm256_cvtepi32_epi64(_mm256_cvttpd_epi32(magnitude(x)));
    const vec nonzero = spell(all(0), integers, all(0), text, at) | all(1 << 15); /* 0 has one */
    const vec start = highest_bit(nonzero & -nonzero);
    store(text->start + at, start);
    store(text->row + at, all(15 - PLAIN_LEAST));
    store(text->length + at, all(16) - start);
}

/* Numbers rounded to a few digits instead: in units of the last digit in binary64, by a product or
 * two that err by less than ROUNDED_MARGIN of it. What is so near to the middle of two decimals
 * that this could matter is left to decimal/write.c, and so are very large and very small numbers,
 * which also have no power that is exact enough. */
enum { ROUNDED_MOST = 8, ROUNDED_RANGE = 900 };
#define ROUNDED_MARGIN 0x1p-20

INLINE vec bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return all(bits);
}

INLINE __m256d power_at(vec index)
{
    return _mm256_set_pd(power_rounded[index[3]], power_rounded[index[2]], power_rounded[index[1]],
                         power_rounded[index[0]]);
}

/* Numbers without their signs to k, first, second, last and zeros. `digits` is 1 to ROUNDED_MOST.
 */
INLINE void round_off(__m256d x, struct batch *batch, size_t at, int digits)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
    const uint64_t bias = 1023, ten_bias = ((uint64_t)TEN_BIAS << 22) - bias * 1262611;
    const vec binary = (vec)x >> 52;
    const flags zero = equal((vec)x, all(0));
    flags others =
        less(binary, all(bias - ROUNDED_RANGE)) | less(all(bias + ROUNDED_RANGE), binary);
    /* As power_floor_log10, which may be too small by one. */
    vec k = (product(binary, all(1262611)) + all(ten_bias)) >> 22;
    const vec index = all((uint64_t)(digits - 1 + TEN_BIAS - POWER_LEAST)) - k;
    __m256d number = x * power_at(keep_unless(others, index));
    const flags fits = less((vec)number, bits_of(powers[digits]));
    number *= (__m256d)add_where(fits, bits_of(0.1), bits_of(1) - bits_of(0.1));
    k = add_where(fits, k + all(1), -all(1));
    const __m256d two52 = (__m256d)bits_of(0x1p52), shifted = number + two52;
    const __m256d rest = magnitude(number - (shifted - two52));
    others |= less(bits_of(0.5 - ROUNDED_MARGIN), (vec)rest);

    vec whole = product((vec)shifted, all((uint64_t)powers[ROUNDED_MOST - digits]));
    const flags carried = equal(whole, all(100000000));
    whole = add_where(carried, whole, all(10000000) - all(100000000));
    k = add_where(carried, k, all(1));
    k = add_where(zero, k, all(TEN_BIAS) - k);
    store(batch->k + at, k - all(16));
    store(batch->first + at, whole);
    store(batch->second + at, all(0));
    store(batch->last + at, all(0));
    store(batch->zeros + at, all(0));
    set_others(batch, at, others & ~zero);
}

/* The last step: the number at `index` as text; the end. What is stored behind it is written over
 * by what comes next. */
INLINE char *lay_out(const struct text *text, size_t index, bool negative, char *out)
{
    const char *digits = text->digits[index] + text->start[index];
    const size_t row = text->row[index];
    *out = '-';
    out += negative;
    bytes_store8(out, bytes_all('0'));
    _mm_storeu_si128((__m128i *)(out + places[row].front),
                     _mm_loadu_si128((const __m128i *)digits));
    _mm_storeu_si128((__m128i *)(out + places[row].back),
                     _mm_loadu_si128((const __m128i *)(digits + places[row].from)));
    out[places[row].point] = '.';
    return out + text->length[index];
}

/* The exponent, where this number has one; in a batch of which some have. */
INLINE char *put_exponent(const struct batch *batch, const struct text *text, size_t index,
                          char *out)
{
    const int exponent = (int)batch->k[index] - TEN_BIAS + 16 - (int)batch->zeros[index];
    const uint64_t ending = power_text(exponent);
    bytes_store8(out, ending);
    return out + (ending >> 56 & -(text->exponents >> index & 1));
}

INLINE bool is_negative(struct numbers numbers, size_t at)
{
    return __builtin_signbit(precision_get(numbers.data, numbers.precision, at));
}

/* With `digits`, or 0: the shortest. */
INLINE void put_batch(struct numbers numbers, int digits, struct batch *batch, struct text *text)
{
    const struct form form = {digits ? -4 : PLAIN_LEAST, digits ? digits : 16};
    batch->others = text->exponents = 0;
    if (!digits && are_integers(numbers)) {
        for (size_t i = 0; i < BATCH; i += AT_ONCE)
            put_integers(doubles_at(numbers, i), text, i);
        return;
    }
    if (!digits)
        scale_and_shorten(numbers, batch);
    for (size_t i = 0; digits && i < BATCH; i += AT_ONCE)
        round_off(magnitude(doubles_at(numbers, i)), batch, i, digits);
    for (size_t i = 0; i < BATCH; i += AT_ONCE)
        put_text(batch, text, i, form);
}

/* Whether all numbers of a batch are 0, as most of what a mask or a sparse normalizer gives. */
INLINE bool are_zeros(struct numbers numbers)
{
    vec bits = all(0);
    for (size_t i = 0; i < BATCH; i += AT_ONCE)
        bits |= (vec)doubles_at(numbers, i);
    return flag_bits(equal(bits, all(0))) == 0xf;
}

/* A batch of any numbers, with what separates them. */
INLINE char *lay_out_any(struct numbers numbers, int digits, const struct batch *batch,
                         const struct text *text, struct separators *separators, char *out)
{
    for (size_t i = 0; i < BATCH; i++) {
        if (batch->others >> i & 1) {
            out = digits ? decimal_one_rounded(numbers, i, digits, out)
                         : decimal_one(numbers, i, out);
        } else {
            out = lay_out(text, i, is_negative(numbers, i), out);
            if (text->exponents)
                out = put_exponent(batch, text, i, out);
        }
        out = separators_put(separators, out);
    }
    return out;
}

INLINE char *write_all(struct numbers numbers, int digits, size_t *count,
                       struct separators *separators, char *out)
{
    struct batch batch;
    struct text text;
    for (; *count >= BATCH; *count -= BATCH, numbers = numbers_after(numbers, BATCH)) {
        const bool row_ends = separators->columns - separators->column <= BATCH;
        if (!row_ends && are_zeros(numbers)) {
            for (size_t i = 0; i < BATCH; i++) {
                *out++ = '0';
                *out++ = separators->delimiter;
            }
            separators->column += BATCH;
            continue;
        }
        put_batch(numbers, digits, &batch, &text);
        if (batch.others | text.exponents || row_ends) {
            out = lay_out_any(numbers, digits, &batch, &text, separators, out);
            continue;
        }
        for (size_t i = 0; i < BATCH; i++) {
            out = lay_out(&text, i, is_negative(numbers, i), out);
            *out++ = separators->delimiter;
        }
        separators->column += BATCH;
    }
    return out;
}

INLINE char *write_batches(struct numbers numbers, size_t *count, struct separators *separators,
                           char *out)
{
    return write_all(numbers, 0, count, separators, out);
}

char *decimal_many_avx2(struct numbers numbers, size_t *count, struct separators *separators,
                        char *out)
{
    return write_numbers(numbers, count, separators, out);
}

char *decimal_rounded_avx2(struct numbers numbers, int digits, size_t *count,
                           struct separators *separators, char *out)
{
    if (digits > ROUNDED_MOST)
        return out;
    if (numbers.precision == PRECISION_DOUBLE)
        return write_all((struct numbers){numbers.data, PRECISION_DOUBLE}, digits, count,
                         separators, out);
    return write_all((struct numbers){numbers.data, PRECISION_SINGLE}, digits, count, separators,
                     out);
}

#endif
