/* Numbers to text: the shortest that reads back, or a given count of digits.
 *
 * The shortest follows Giulietti, "The Schubfach way to render doubles" (2020): a number c * 2^q is
 * scaled by a power of ten that makes the interval of what rounds to it between 1 and 10 units
 * wide, so that it holds an integer and at most one multiple of ten. If there is a multiple of ten
 * it is shortest, else the nearest integer is. The usual number takes one product with a known
 * error instead of the paper's three; where that error could matter, the three decide.
 *
 * What is as likely as not, such as a 17th digit, is computed both ways and masked: a branch on it
 * would be guessed wrong every other time. */
#include "table/decimal/decimal.h"

#include "table/decimal/bytes.h"
#include "table/decimal/format.h"
#include "table/decimal/powers.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef unsigned __int128 uint128;

/* A decimal of up to 17 digits: d.ddd * 10^exponent, the first d not 0. */
struct decimal {
    uint64_t digits; /* 16 digits, zeros from `place` (counted from 0) on */
    unsigned last;   /* the digit at `place`, after which there are only zeros */
    int place;
    int exponent;
};

/* How the shortest form and %g tell plain digits from an exponent: exponents of ten from `least`
 * to below `greatest` are written plain. */
struct form {
    int least, greatest;
};

static const struct form shortest_form = {-5, 16};

/* Where things go in the plain form, by the exponent, from PLAIN_LEAST to 16. */
enum { PLAIN_LEAST = -5 };
static const struct {
    int8_t zeros; /* before the digits, the point among them */
    int8_t whole; /* digits before the point; enough for all where it is among the zeros */
    int8_t point; /* its place */
    int8_t least; /* the length at least, but for the zeros */
} plain[] = {
    {6, 17, 1, 0},   {5, 17, 1, 0},   {4, 17, 1, 0},   {3, 17, 1, 0},   {2, 17, 1, 0},
    {0, 1, 1, 1},    {0, 2, 2, 2},    {0, 3, 3, 3},    {0, 4, 4, 4},    {0, 5, 5, 5},
    {0, 6, 6, 6},    {0, 7, 7, 7},    {0, 8, 8, 8},    {0, 9, 9, 9},    {0, 10, 10, 10},
    {0, 11, 11, 11}, {0, 12, 12, 12}, {0, 13, 13, 13}, {0, 14, 14, 14}, {0, 15, 15, 15},
    {0, 16, 16, 16}, {0, 17, 17, 17},
};

/* Writes a decimal without the zeros at its end; the length from `start`. It stores all the digits
 * in any case; the length tells how many count. */
__attribute__((always_inline)) static inline size_t
lay_out(struct decimal decimal, struct form form, char *out, char *start)
{
    int used, place = decimal.place, exponent = decimal.exponent;
    struct bytes_digits digits = bytes_digits(decimal.digits, &used);
    int with_last = (place + 1) & -(int)(decimal.last != 0);
    int count = used > with_last ? used : with_last;
    char last = (char)('0' + decimal.last);
    if ((unsigned)(exponent - form.least) >= (unsigned)(form.greatest - form.least)) {
        bytes_store_split(out, digits, 1);
        out[1] = '.';
        out[place + 1] = last;
        out += count + (count > 1);
        bytes_store8(out, power_text(exponent));
        return (size_t)(out - start) + (power_text(exponent) >> 56);
    }
    int row = exponent - PLAIN_LEAST, whole = plain[row].whole;
    bytes_store8(out, bytes_all('0'));
    char *body = out + plain[row].zeros;
    bytes_store_split(body, digits, whole);
    body[place + (place >= whole)] = last;
    out[plain[row].point] = '.';
    int length = count + (count > whole), least = plain[row].least;
    return (size_t)(body - start) + (size_t)(length > least ? length : least);
}

/* value * 10^exponent, value below 10^17, as a decimal. */
static struct decimal widen(uint64_t value, int exponent)
{
    for (; value < 10000000000000000; value *= 10)
        exponent--;
    return (struct decimal){value / 10, (unsigned)(value % 10), 16, exponent + 16};
}

/* floor(factor * ten / 2^128), made odd if anything is left over: so that comparisons with even
 * numbers come out as those of the exact product would (section 9 of the paper). */
static uint64_t round_to_odd(struct power ten, uint64_t factor)
{
    uint128 product = (uint128)factor * ten.high + (uint64_t)((uint128)factor * ten.low >> 64);
    return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

/* The shortest decimal for c * 2^q. `lowest` says that c is the least significand of its binade:
 * the number below is then only half as far away as the one above. */
__attribute__((noinline)) static struct decimal shorten_any(uint64_t c, int q, bool lowest)
{
    /* floor(log10(w)), w being the width of the interval: 2^q, or 3/4 of it. */
    int k = lowest ? (q * 1262611 - 524031) >> 22 : power_floor_log10(q);
    int shift = q + power_exponent(-k) + 1;
    struct power ten = power_of_ten(-k);
    ten.low += !power_is_exact(-k); /* no power's low bits are all ones */
    /* The number and the ends of its interval, in units of 10^k / 4. */
    uint64_t middle = round_to_odd(ten, 4 * c << shift);
    uint64_t lower = round_to_odd(ten, (4 * c - (lowest ? 1 : 2)) << shift) + c % 2;
    uint64_t upper = round_to_odd(ten, (4 * c + 2) << shift) - c % 2;

    uint64_t below = middle / 40;
    bool below_inside = lower <= 40 * below, above_inside = 40 * below + 40 <= upper;
    if (below > 0 && below_inside != above_inside)
        return widen(below + above_inside, k + 1);
    below = middle / 4;
    below_inside = lower <= 4 * below;
    above_inside = 4 * below + 4 <= upper;
    if (below_inside != above_inside)
        return widen(below + above_inside, k);
    uint64_t tie = 4 * below + 2;
    return widen(below + (middle > tie || (middle == tie && below % 2 == 1)), k);
}

/* Writes a number that is not normal; the length from `start`. */
static size_t write_special(uint64_t bits, const struct binary_format *format, char *out,
                            char *start)
{
    if (bits > format->infinity)
        out = start;
    if (bits == 0) {
        *out = '0';
        return (size_t)(out - start) + 1;
    }
    memcpy(out, bits > format->infinity ? "nan" : "inf", 3);
    return (size_t)(out - start) + 3;
}

/* Writes any number, given as its bits in `format` but for the sign; the length from `start`. */
__attribute__((noinline)) static size_t write_any(uint64_t bits, const struct binary_format *format,
                                                  char *out, char *start)
{
    uint64_t hidden = (uint64_t)1 << format->fraction_bits, c = bits & (hidden - 1);
    int exponent = (int)(bits >> format->fraction_bits);
    if (bits == 0 || bits >= format->infinity)
        return write_special(bits, format, out, start);
    bool lowest = c == 0 && exponent > 1;
    if (exponent > 0) {
        c |= hidden;
        exponent--;
    }
    int q = exponent + format->least_exponent - format->fraction_bits;
    return lay_out(shorten_any(c, q, lowest), shortest_form, out, start);
}

/* Writes an integer of up to 8 digits; the length from `start`. */
static inline size_t write_integer(uint64_t integer, char *out, char *start)
{
    uint64_t digits = bytes_from_number(integer);
    int zeros = __builtin_ctzll(digits | (uint64_t)1 << 63) / 8;
    bytes_store8(out, (digits | bytes_all('0')) >> 8 * zeros);
    return (size_t)(out - start) + (size_t)(8 - zeros);
}

/* write_any, fast for integers and the usual number: normal, its neighbours at equal distances,
 * and no close call. */
__attribute__((always_inline)) static inline size_t
write_shortest(uint64_t bits, bool negative, const struct binary_format *format, char *start)
{
    const uint64_t one = (uint64_t)1 << 60;
    uint64_t hidden = (uint64_t)1 << format->fraction_bits, c = (bits & (hidden - 1)) | hidden;
    char *out = start + negative;
    *start = '-';
    if (bits - hidden >= format->infinity - hidden)
        return write_any(bits, format, out, start);
    /* The number is c * 2^q. */
    int q =
        (int)(bits >> format->fraction_bits) - 1 + format->least_exponent - format->fraction_bits;
    if (__builtin_ctzll(c) + q >= 0 && q <= 0 && c >> -q < 100000000)
        return write_integer(c >> -q, out, start);

    /* In units of 10^k, with 64 bits of fraction, and 60 for the width of the interval, which is 1
     * to 10 units. */
    int k = power_floor_log10(q), shift = 3 - q - power_exponent(-k);
    struct power ten = power_of_ten(-k);
    uint64_t factor = c << 4 >> shift, width = ten.high >> shift;
    uint128 number = (uint128)factor * ten.high + (uint64_t)((uint128)factor * ten.low >> 64);
    uint128 end = number + ((uint128)width << 3);
    /* How far the greatest multiple of ten below the end of the interval is from that end: if that
     * is less than the width it is inside, else it is the one below the number. */
    uint64_t whole = (uint64_t)(end >> 64), tens = whole / 10;
    uint64_t distance = (whole - 10 * tens) << 60 | (uint64_t)end >> 4;
    /* From there to the number, to be rounded down to an integer. */
    uint64_t rest = distance - width / 2 + one / 2;
    /* What has been cut off, in the table and here, adds up to less than four. */
    if (c == hidden || distance - 4 >= 10 * one - 8 || distance - width + 4 <= 8 ||
        (rest + 4) % one <= 8)
        return write_any(bits, format, out, start);
    unsigned last = (unsigned)(rest >> 60) & -(unsigned)(distance >= width);

    int place = 16;
    if (format->fraction_bits < 52) {
        /* 6 to 8 digits, and the last. */
        bool short_by_two = tens < 1000000;
        tens *= short_by_two ? 1000000000 : 100000000;
        place = 8 - short_by_two;
    }
    /* 15 or 16. */
    bool short_by_one = tens < 1000000000000000;
    tens += 9 * tens & -(uint64_t)short_by_one;
    place -= short_by_one;
    return lay_out((struct decimal){tens, last, place, k + place}, shortest_form, out, start);
}

size_t decimal_write_double(double value, char *out)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return write_shortest(bits << 1 >> 1, bits >> 63, &binary64, out);
}

size_t decimal_write_single(float value, char *out)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return write_shortest(bits << 1 >> 1, bits >> 31, &binary32, out);
}

/* Rounds c * 2^q, with c shifted up to bit 63, to `digits` digits; `exponent` estimates the power
 * of ten of the first and may be too small. False if the digits cannot be told. */
static bool round_to_digits(uint64_t c, int q, int digits, int exponent, struct decimal *rounded)
{
    static const uint64_t powers[] = {1,
                                      10,
                                      100,
                                      1000,
                                      10000,
                                      100000,
                                      1000000,
                                      10000000,
                                      100000000,
                                      1000000000,
                                      10000000000,
                                      100000000000,
                                      1000000000000,
                                      10000000000000,
                                      100000000000000,
                                      1000000000000000,
                                      10000000000000000,
                                      100000000000000000};
    int k = exponent - (digits - 1);
    struct power ten = power_of_ten(-k);
    bool exact = power_is_exact(-k);
    uint128 tail = (uint128)c * ten.low;
    uint128 product = (uint128)c * ten.high + (uint64_t)(tail >> 64);
    /* The number in units of 10^k is the 192-bit product / 2^(64 + shift). */
    int shift = 63 - power_exponent(-k) - q;
    uint64_t whole = (uint64_t)(product >> shift);
    if (whole >= powers[digits])
        return round_to_digits(c, q, digits, exponent + 1, rounded);
    uint128 half = (uint128)1 << (shift - 1), rest = product & (2 * half - 1);
    /* What the table cuts off can carry one into the rest; a tie is one only if nothing is cut. */
    if (!exact && rest == half - 1)
        return false;
    bool beyond = !exact || (uint64_t)tail != 0;
    whole += rest > half || (rest == half && (beyond || whole % 2 == 1));
    /* This may be a power of ten now, with a digit too many, which is 0. */
    bool carried = whole == powers[digits];
    whole = carried ? powers[16] : whole * powers[17 - digits];
    *rounded = (struct decimal){whole / 10, (unsigned)(whole % 10), 16, exponent + carried};
    return true;
}

size_t decimal_write_digits(double value, int digits, char *start)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    char *out = start + (bits >> 63);
    bits = bits << 1 >> 1;
    *start = '-';
    if (bits == 0 || bits >= binary64.infinity)
        return write_special(bits, &binary64, out, start);
    int exponent = (int)(bits >> 52);
    uint64_t c = bits ^ (uint64_t)exponent << 52;
    if (exponent > 0) {
        c |= (uint64_t)1 << 52;
        exponent--;
    }
    int zeros = __builtin_clzll(c), q = exponent - 1074 - zeros;
    struct decimal rounded;
    if (round_to_digits(c << zeros, q, digits, power_floor_log10(q + 63), &rounded))
        return lay_out(rounded, (struct form){-4, digits}, out, start);
    char text[DECIMAL_ROOM];
    int length = snprintf(text, sizeof text, "%.*g", digits, value);
    memcpy(start, text, (size_t)length);
    return (size_t)length;
}
