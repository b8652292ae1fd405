/* Text to numbers, correctly rounded.
 *
 * One pass takes the digits in, eight at a time, as an integer w of up to 19 digits and a power of
 * ten q. Where both are exact in binary, one multiplication or division rounds right (Clinger,
 * "How to read floating point numbers accurately", 1990). Else w is multiplied by the leading bits
 * of 10^q (Lemire, "Number parsing at a gigabyte per second", 2021), which leaves an error known
 * to be below one unit of a product far longer than the result. Where the rounding could depend on
 * that error, or on digits beyond the 19th, exact integers decide.
 *
 * Most steps come twice: for the usual number, fast, and for any. */
#include "table/decimal/decimal.h"

#include "table/decimal/bytes.h"
#include "table/decimal/exact.h"
#include "table/decimal/format.h"
#include "table/decimal/powers.h"

#include <string.h>
#include <strings.h>

typedef unsigned __int128 uint128;

enum {
    MOST_DIGITS = 19, /* that surely fit in 64 bits */
    MARGIN = 32,      /* bytes that the usual steps read without looking for the end */
};

/* Larger than any text could make up for, and far from overflow. */
static const int64_t exponent_limit = (int64_t)1 << 60;

/* A number as it stands in the text: significand * 10^exponent, or, where it has been truncated to
 * 19 digits, at least that and less than (significand + 1) * 10^exponent. */
struct literal {
    uint64_t significand;
    int64_t exponent;
    bool truncated;
};

static inline bool is_digit(char byte)
{
    return (unsigned char)(byte - '0') <= 9;
}

/* Appends the first `count` of eight digits to the decimal integer `value`. */
static inline uint64_t append_digits(uint64_t value, uint64_t bytes, int count)
{
    static const uint64_t powers[] = {1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000};
    /* Zeros come in as leading digits; in two steps, as a shift by 64 is not defined. */
    int half = 4 * (8 - count);
    return value * powers[count] + bytes_to_number(bytes << half << half);
}

/* Appends the digits at `at` to the decimal integer *value (modulo 2^64); the byte after them. */
static const char *scan_digits(const char *at, const char *end, uint64_t *value)
{
    for (; end - at >= 8; at += 8) {
        uint64_t bytes = bytes_load8(at) ^ bytes_all('0');
        int count = bytes_count_digits(bytes);
        *value = append_digits(*value, bytes, count);
        if (count < 8)
            return at + count;
    }
    for (; at < end && is_digit(*at); at++)
        *value = *value * 10 + (uint64_t)(*at - '0');
    return at;
}

/* The exponent at `at`, on an `e`; 0 if there is none. *after moves behind it. */
static inline int64_t scan_exponent(const char *at, const char *end, const char **after)
{
    bool negative = false;
    int64_t exponent = 0;
    at++;
    if (at < end && (*at == '-' || *at == '+'))
        negative = *at++ == '-';
    for (; at < end && is_digit(*at); at++) {
        if (exponent < exponent_limit / 10)
            exponent = exponent * 10 + (*at - '0');
        *after = at + 1;
    }
    return negative ? -exponent : exponent;
}

/* Keeps the first 19 of the `count` digits at `at`, if there are more that are significant. */
static void truncate(struct literal *literal, const char *at, ptrdiff_t count)
{
    for (; count > MOST_DIGITS && (*at == '0' || *at == '.'); at++)
        count -= *at == '0';
    if (count <= MOST_DIGITS)
        return;
    literal->truncated = true;
    literal->exponent += count - MOST_DIGITS;
    literal->significand = 0;
    for (count = 0; count < MOST_DIGITS; at++) {
        if (*at == '.')
            continue;
        literal->significand = literal->significand * 10 + (uint64_t)(*at - '0');
        count++;
    }
}

/* Takes in the digits, point and exponent at `at`; the byte after them, NULL if there is none. */
__attribute__((noinline)) static const char *scan_any(const char *at, const char *end,
                                                      struct literal *literal)
{
    const char *start = at;
    *literal = (struct literal){0};
    at = scan_digits(at, end, &literal->significand);
    ptrdiff_t count = at - start;
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = scan_digits(fraction, end, &literal->significand);
        literal->exponent = fraction - at;
        count += at - fraction;
    }
    if (count == 0)
        return NULL;
    if (at < end && (*at == 'e' || *at == 'E'))
        literal->exponent += scan_exponent(at, end, &at);
    truncate(literal, start, count);
    return at;
}

/* The same for the usual number, up to 7 digits before the point and not more than 19 in all. */
static inline const char *scan_usual(const char *at, const char *end, struct literal *literal)
{
    const char *start = at;
    uint64_t significand = (uint64_t)(unsigned char)*at - '0';
    if (at[1] == '.' && significand <= 9) {
        at++;
    } else {
        uint64_t bytes = bytes_load8(at) ^ bytes_all('0');
        int count = bytes_count_digits(bytes);
        if (count == 0 || count == 8)
            return scan_any(start, end, literal);
        significand = append_digits(0, bytes, count);
        at += count;
    }
    int64_t exponent = 0;
    if (*at == '.') {
        const char *fraction = ++at;
        uint64_t number;
        if (bytes_to_number16(at, &number)) {
            significand = significand * 10000000000000000 + number;
            at += 16;
        } else {
            uint64_t bytes = bytes_load8(at) ^ bytes_all('0');
            int count = bytes_count_digits(bytes);
            if (count == 8) {
                significand = significand * 100000000 + bytes_to_number(bytes);
                at += 8;
                bytes = bytes_load8(at) ^ bytes_all('0');
                count = bytes_count_digits(bytes);
            }
            significand = append_digits(significand, bytes, count);
            at += count;
        }
        for (; at - start <= MOST_DIGITS + 1 && is_digit(*at); at++)
            significand = significand * 10 + (uint64_t)(*at - '0');
        if (at - start > MOST_DIGITS + 1)
            return scan_any(start, end, literal);
        exponent = fraction - at;
    }
    if (*at == 'e' || *at == 'E')
        exponent += scan_exponent(at, end, &at);
    *literal = (struct literal){significand, exponent, false};
    return at;
}

/* A product of a significand and a power of ten, cut to its highest limb, which has its leading bit
 * in place 62 or 63, stands for a number of 2^exponent times the least normal one, and more. Of
 * that limb, a result has no room for dropped_bits. */
static inline int dropped_bits(uint64_t limb, int exponent, const struct binary_format *format)
{
    int below_normal = exponent < 0 ? -exponent : 0;
    return 62 + (int)(limb >> 63) - format->fraction_bits + below_normal;
}

/* Rounds significand * 10^exponent to bits of `format`. *certain becomes false where the 128 bits
 * of the power cannot tell the result, and it may be one off. */
static uint64_t round_product(uint64_t significand, int64_t exponent10,
                              const struct binary_format *format, bool *certain)
{
    /* 2^64 * 10^-343 is below half of the least binary64. */
    if (significand == 0 || exponent10 < POWER_LEAST)
        return 0;
    if (exponent10 > 308)
        return format->infinity;
    int power = (int)exponent10, shift = __builtin_clzll(significand);
    uint64_t factor = significand << shift;
    struct power ten = power_of_ten(power);
    bool exact = power_is_exact(power);
    uint128 tail = (uint128)factor * ten.low;
    uint128 product = (uint128)factor * ten.high + (uint64_t)(tail >> 64);
    uint64_t limb = (uint64_t)(product >> 64);
    int exponent = power_exponent(power) + 63 + (int)(limb >> 63) - shift - format->least_exponent;
    int drop = dropped_bits(limb, exponent, format);
    if (drop >= 64) {
        *certain = *certain && drop > 64;
        return 0;
    }
    uint128 half = (uint128)1 << (63 + drop), rest = product & (2 * half - 1);
    /* What the table leaves out adds less than `factor` to the lowest of the three limbs, so it
     * can reach the bits that matter only as a carry through all the ones in between. */
    if (!exact && (rest | half) == 2 * half - 1)
        *certain = false;
    uint64_t bits = limb >> drop;
    bool beyond = !exact || (uint64_t)tail != 0, odd = bits & 1;
    if (exponent > 0)
        bits += (uint64_t)exponent << format->fraction_bits;
    /* Rounding up may carry into the exponent, which is right. */
    bits += rest > half || (rest == half && (beyond || odd));
    return bits < format->infinity ? bits : format->infinity;
}

/* Rounds the literal that stands from `text` to `after`. */
__attribute__((noinline)) static uint64_t round_any(const struct literal *literal, const char *text,
                                                    const char *after,
                                                    const struct binary_format *format)
{
    bool certain = true;
    uint64_t bits = round_product(literal->significand, literal->exponent, format, &certain);
    if (literal->truncated) {
        uint64_t above =
            round_product(literal->significand + 1, literal->exponent, format, &certain);
        certain = certain && bits == above;
    }
    if (certain)
        return bits;
    const char *stop = text;
    while (stop < after && *stop != 'e' && *stop != 'E')
        stop++;
    int64_t exponent = stop < after ? scan_exponent(stop, after, &after) : 0;
    return decimal_exact(text, stop, exponent, bits, format);
}

/* The same for the usual literal: not truncated, not near the ends of the range, and certain from
 * the highest limb of the product. */
static inline uint64_t round_usual(const struct literal *literal, const char *text,
                                   const char *after, const struct binary_format *format)
{
    uint64_t significand = literal->significand;
    if (literal->truncated || significand == 0 || literal->exponent < POWER_LEAST ||
        literal->exponent > 308)
        return round_any(literal, text, after, format);
    int power = (int)literal->exponent, shift = __builtin_clzll(significand);
    uint64_t limb = (uint64_t)((uint128)(significand << shift) * power_of_ten(power).high >> 64);
    int leading = (int)(limb >> 63), drop = 62 - format->fraction_bits + leading;
    int exponent = power_exponent(power) + 63 - shift - format->least_exponent + leading;
    /* The rest of the product adds less than 2 to the limb: that matters where it carries into the
     * bit that rounds, or tells a tie from more than a tie. */
    uint64_t below = ((uint64_t)1 << (61 - format->fraction_bits)) - 1;
    if (((limb + 1) & below) <= 1 || exponent <= 0 ||
        exponent >= (int)(format->infinity >> format->fraction_bits) - 1)
        return round_any(literal, text, after, format);
    return (((limb >> (drop - 1)) + 1) >> 1) + ((uint64_t)exponent << format->fraction_bits);
}

/* Rounds a literal; one operation does where both its parts are exact. */
static inline uint64_t round_literal(const struct literal *literal, const char *text,
                                     const char *after, const struct binary_format *format)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int64_t exponent = literal->exponent;
    bool single = format->fraction_bits < 52;
    if (literal->significand >> (format->fraction_bits + 1) != 0 ||
        exponent < (single ? -10 : -22) || exponent > (single ? 10 : 22))
        return round_usual(literal, text, after, format);
    double wide = (double)(int64_t)literal->significand;
    if (single) {
        float value = exponent < 0 ? (float)wide / (float)powers[-exponent]
                                   : (float)wide * (float)powers[exponent];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        return bits;
    }
    double value = exponent < 0 ? wide / powers[-exponent] : wide * powers[exponent];
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Reads infinity or nan, of MARGIN bytes of text less one at least; the byte after it, or NULL. */
static const char *scan_word(const char *at, uint64_t *bits, const struct binary_format *format)
{
    static const char *const words[] = {"infinity", "inf", "nan"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if (strncasecmp(at, words[i], length) == 0) {
            uint64_t quiet = (uint64_t)1 << (format->fraction_bits - 1);
            *bits = format->infinity | (words[i][0] == 'n' ? quiet : 0);
            return at + length;
        }
    }
    return NULL;
}

/* The whole, for MARGIN bytes of text at least. */
__attribute__((always_inline)) static inline const char *
scan(const char *text, const char *end, uint64_t *bits, const struct binary_format *format)
{
    bool negative = *text == '-';
    const char *at = text + (negative || *text == '+');
    struct literal literal;
    const char *after = scan_usual(at, end, &literal);
    if (__builtin_expect(after != NULL, 1))
        *bits = round_literal(&literal, at, after, format);
    else if (!(after = scan_word(at, bits, format)))
        return NULL;
    *bits |= (uint64_t)negative << format->sign_place;
    return after;
}

const char *decimal_scan_double(const char *text, const char *end, double *value)
{
    if (__builtin_expect(end - text < MARGIN, 0)) {
        char copy[2 * MARGIN] = {0};
        if (end > text)
            memcpy(copy, text, (size_t)(end - text));
        const char *after = decimal_scan_double(copy, copy + sizeof copy, value);
        return after ? text + (after - copy) : NULL;
    }
    uint64_t bits;
    const char *after = scan(text, end, &bits, &binary64);
    if (after)
        memcpy(value, &bits, sizeof *value);
    return after;
}

const char *decimal_scan_single(const char *text, const char *end, float *value)
{
    if (__builtin_expect(end - text < MARGIN, 0)) {
        char copy[2 * MARGIN] = {0};
        if (end > text)
            memcpy(copy, text, (size_t)(end - text));
        const char *after = decimal_scan_single(copy, copy + sizeof copy, value);
        return after ? text + (after - copy) : NULL;
    }
    uint64_t bits;
    const char *after = scan(text, end, &bits, &binary32);
    uint32_t narrow = (uint32_t)bits;
    if (after)
        memcpy(value, &narrow, sizeof *value);
    return after;
}
