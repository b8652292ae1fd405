/* Runs of numbers to text with AVX-512, eight lanes at a time; see decimal/many.h and
 * decimal/lanes.h. A number's text is one permutation of its digits and of what may stand between
 * them, by a table of all forms that numbers take. */
#include "table/decimal/many.h"

#ifdef __AVX512VBMI__

#include "table/decimal/bytes.h"
#include "table/decimal/forms.h"
#include "table/decimal/powers.h"

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

enum { AT_ONCE = 8 };

typedef uint64_t vec __attribute__((vector_size(8 * AT_ONCE)));
typedef uint16_t words __attribute__((vector_size(8 * AT_ONCE)));
typedef uint32_t flags;

INLINE vec product(vec a, vec b)
{
    return (vec)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

INLINE words high_words(words a, uint16_t b)
{
    return (words)_mm512_mulhi_epu16((__m512i)a, _mm512_set1_epi16((int16_t)b));
}

INLINE flags equal(vec a, vec b)
{
    return _mm512_cmpeq_epi64_mask((__m512i)a, (__m512i)b);
}

INLINE flags less(vec a, vec b)
{
    return _mm512_cmplt_epi64_mask((__m512i)a, (__m512i)b);
}

INLINE uint32_t flag_bits(flags x)
{
    return x;
}

INLINE vec add_where(flags where, vec a, vec b)
{
    return (vec)_mm512_mask_add_epi64((__m512i)a, (__mmask8)where, (__m512i)a, (__m512i)b);
}

INLINE vec keep_unless(flags where, vec a)
{
    return (vec)_mm512_maskz_mov_epi64((__mmask8)~where, (__m512i)a);
}

INLINE void look_up(const uint64_t *index, vec *high, vec *low)
{
    const __m128i *table = (const __m128i *)power_table;
    __m512i even = _mm512_zextsi128_si512(_mm_loadu_si128(table + index[0]));
    __m512i odd = _mm512_zextsi128_si512(_mm_loadu_si128(table + index[1]));
    even = _mm512_inserti64x2(even, _mm_loadu_si128(table + index[2]), 1);
    odd = _mm512_inserti64x2(odd, _mm_loadu_si128(table + index[3]), 1);
    even = _mm512_inserti64x2(even, _mm_loadu_si128(table + index[4]), 2);
    odd = _mm512_inserti64x2(odd, _mm_loadu_si128(table + index[5]), 2);
    even = _mm512_inserti64x2(even, _mm_loadu_si128(table + index[6]), 3);
    odd = _mm512_inserti64x2(odd, _mm_loadu_si128(table + index[7]), 3);
    *high = (vec)_mm512_unpacklo_epi64(even, odd);
    *low = (vec)_mm512_unpackhi_epi64(even, odd);
}

#include "table/decimal/lanes.h"

/* The text of a batch: 16 digits of each number, the form it takes, and how long it is. */
struct text {
    char digits[BATCH][16] __attribute__((aligned(64)));
    uint64_t rest[BATCH]; /* of what forms are made of, see REST */
    uint64_t form[BATCH], length[BATCH];
    uint64_t exponents; /* a bit for each number that an exponent follows */
};

INLINE vec form_at(vec start, vec row, vec negative)
{
    return (start * all(ROWS) + row) * all(2) + negative;
}

/* The digits of four numbers, each two lanes of up to 8 digits, as bytes_digits makes them. Gives a
 * bit for each digit that is not 0. */
INLINE uint64_t put_digits(vec numbers, struct text *text, size_t at)
{
    __m512i lanes = (__m512i)digits_of(numbers);
    uint64_t nonzero = _mm512_test_epi8_mask(lanes, lanes);
    lanes = _mm512_or_si512(lanes, _mm512_set1_epi8('0'));
    memcpy(&text->digits[at], &lanes, sizeof lanes);
    return nonzero;
}

/* The digits of numbers: first * 10^9 + second * 10 + last. Gives a bit for each of the first 16
 * that is not 0. */
INLINE vec spell(vec first, vec second, vec last, struct text *text, size_t at)
{
    const __m512i low = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    const __m512i high = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
    vec fours[2] = {(vec)_mm512_permutex2var_epi64((__m512i)first, low, (__m512i)second),
                    (vec)_mm512_permutex2var_epi64((__m512i)first, high, (__m512i)second)};
    uint64_t nonzero[2] = {put_digits(fours[0], text, at), put_digits(fours[1], text, at + 4)};
    store(text->rest + at, last + all(REST));
    return (vec)_mm512_cvtepu16_epi64(_mm_set_epi64x((int64_t)nonzero[1], (int64_t)nonzero[0]));
}

/* The number of the highest bit of each lane, which is not 0. */
INLINE vec highest_bit(vec x)
{
    return all(63) - (vec)_mm512_lzcnt_epi64((__m512i)x);
}

/* The third step: from first, second, last and k to the text. */
INLINE void put_text(const struct batch *batch, struct text *text, size_t at, vec negative)
{
    vec zeros = load(batch->zeros + at), last = load(batch->last + at);
    vec nonzero = spell(load(batch->first + at), load(batch->second + at), last, text, at);
    nonzero = add_where(less(all(0), last), nonzero, all(1 << LAST));
    vec count = highest_bit(nonzero) + all(1) - zeros;
    vec row = load(batch->k + at) - zeros - all(TEN_BIAS - 16 + PLAIN_LEAST);
    flags plain = (flags)_mm512_cmplt_epu64_mask((__m512i)row, (__m512i)all(SCIENTIFIC));
    row = (vec)_mm512_mask_mov_epi64((__m512i)all(SCIENTIFIC), (__mmask8)plain, (__m512i)row);
    vec whole = add_where(plain, all(1), row - all(-PLAIN_LEAST));
    vec length = add_where(less(whole, count), count, all(1));
    length = (vec)_mm512_max_epi64((__m512i)length, (__m512i)whole);
    /* Below 1: a zero, the point counted already, and more zeros. */
    length = add_where(less(whole, all(1)), length, all(1) - whole);
    store(text->length + at, length + negative);
    store(text->form + at, form_at(zeros, row, negative));
    text->exponents |= (uint64_t)(flag_bits(plain) ^ 0xff) << at;
}

INLINE __m512d doubles_at(struct numbers numbers, size_t at)
{
    numbers = numbers_after(numbers, at);
    if (numbers.precision == PRECISION_DOUBLE)
        return _mm512_loadu_pd(numbers.data);
    return _mm512_cvtps_pd(_mm256_loadu_ps(numbers.data));
}

/* Whether all numbers of a batch are integers of up to 8 digits, none of which could be another
 * without being another number: in binary32 that ends at 2^24. */
INLINE bool are_integers(struct numbers numbers)
{
    const __m512d end = _mm512_set1_pd(numbers.precision == PRECISION_DOUBLE ? 1e8 : 0x1p24);
    __mmask8 integers = 0xff;
    for (size_t i = 0; i < BATCH; i += AT_ONCE) {
        __m512d x = doubles_at(numbers, i), whole = _mm512_cvtepi64_pd(_mm512_cvttpd_epi64(x));
        integers = _mm512_mask_cmp_pd_mask(integers, x, whole, _CMP_EQ_OQ);
        integers = _mm512_mask_cmp_pd_mask(integers, _mm512_abs_pd(x), end, _CMP_LT_OQ);
    }
    return integers == 0xff;
}

/* Such integers, whose digits are the last eight of 16, and no point behind them. */
INLINE void put_integers(__m512d x, struct text *text, size_t at)
{
    vec integers = (vec)_mm512_cvttpd_epi64(_mm512_abs_pd(x));
    vec negative = (vec)_mm512_castpd_si512(x) >> 63;
    vec nonzero = spell(all(0), integers, all(0), text, at) | all(1 << 15); /* 0 has one digit */
    vec start = highest_bit(nonzero & -nonzero);
    store(text->length + at, all(16) - start + negative);
    store(text->form + at, form_at(start, all(15 - PLAIN_LEAST), negative));
}

INLINE void put_batch(struct numbers numbers, struct batch *batch, struct text *text)
{
    batch->others = text->exponents = 0;
    if (are_integers(numbers)) {
        for (size_t i = 0; i < BATCH; i += AT_ONCE)
            put_integers(doubles_at(numbers, i), text, i);
        return;
    }
    scale_and_shorten(numbers, batch);
    for (size_t i = 0; i < BATCH; i += AT_ONCE)
        put_text(batch, text, i, (vec)_mm512_castpd_si512(doubles_at(numbers, i)) >> 63);
}

/* The last step: the number at `index` as text; the end. What is stored behind it is written over
 * by what comes next. */
INLINE char *lay_out(const struct text *text, size_t index, char *out)
{
    __m128i digits = _mm_load_si128((const __m128i *)text->digits[index]);
    __m128i rest = _mm_loadl_epi64((const __m128i *)(text->rest + index));
    __m256i bytes = _mm256_inserti128_si256(_mm256_castsi128_si256(digits), rest, 1);
    __m256i form = _mm256_load_si256((const __m256i *)decimal_forms + text->form[index]);
    _mm256_storeu_si256((__m256i *)out, _mm256_permutexvar_epi8(form, bytes));
    return out + text->length[index];
}

INLINE char *put_exponent(const struct batch *batch, size_t index, char *out)
{
    int exponent = (int)batch->k[index] - TEN_BIAS + 16 - (int)batch->zeros[index];
    bytes_store8(out, power_text(exponent));
    return out + (power_text(exponent) >> 56);
}

/* A batch of any numbers, with what separates them. */
INLINE char *lay_out_any(struct numbers numbers, const struct batch *batch, const struct text *text,
                         struct separators *separators, char *out)
{
    for (size_t i = 0; i < BATCH; i++) {
        if (batch->others >> i & 1) {
            out = decimal_one(numbers, i, out);
        } else {
            out = lay_out(text, i, out);
            if (text->exponents >> i & 1)
                out = put_exponent(batch, i, out);
        }
        out = separators_put(separators, out);
    }
    return out;
}

INLINE char *write_batches(struct numbers numbers, size_t *count, struct separators *separators,
                           char *out)
{
    struct batch batch;
    struct text text;
    for (; *count >= BATCH; *count -= BATCH, numbers = numbers_after(numbers, BATCH)) {
        put_batch(numbers, &batch, &text);
        if (batch.others | text.exponents || separators->columns - separators->column <= BATCH) {
            out = lay_out_any(numbers, &batch, &text, separators, out);
            continue;
        }
        for (size_t i = 0; i < BATCH; i++) {
            out = lay_out(&text, i, out);
            *out++ = separators->delimiter;
        }
        separators->column += BATCH;
    }
    return out;
}

char *decimal_many_avx512(struct numbers numbers, size_t *count, struct separators *separators,
                          char *out)
{
    return write_numbers(numbers, count, separators, out);
}

#endif
