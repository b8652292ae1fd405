/* Numbers to text: the shortest that reads back, or a given count of digits.
 *
 * The shortest follows Giulietti, "The Schubfach way to render doubles" (2020): a number c * 2^q is
 * scaled by a power of ten that makes the interval of what rounds to it between 1 and 10 units
 * wide, so that it holds an integer and at most one multiple of ten. If there is a multiple of ten
 * it is shortest, else the nearest integer is. The usual number takes one product with a known
 * error instead of the paper's three; where that error could matter, the three decide.
 *
 * Which way a number goes is like the toss of a coin in most places below, so they compute both
 * and choose, without a branch. */
#include "table/decimal.h"

#include "table/decimal_bytes.h"
#include "table/decimal_format.h"
#include "table/decimal_powers.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef unsigned __int128 uint128;

/* The number (digits + last / 10) * 10^exponent, of 17 digits, the first of them not 0. */
struct decimal {
    uint64_t digits; /* 16 of them */
    unsigned last;   /* the 17th */
    int exponent;
};

/* How the shortest form and %g tell plain digits from an exponent: exponents of ten from `least`
 * to below `greatest` are written plain. */
struct form {
    int least, greatest;
};

static const struct form shortest_form = {-5, 16};

/* condition ? yes : no. */
static inline uint64_t choose(bool condition, uint64_t yes, uint64_t no)
{
    return no ^ ((yes ^ no) & -(uint64_t)condition);
}

static size_t write_exponent(int exponent, char *out)
{
    char *start = out;
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100)
        *out++ = (char)('0' + exponent / 100);
    *out++ = (char)('0' + exponent / 10 % 10);
    *out++ = (char)('0' + exponent % 10);
    return (size_t)(out - start);
}

/* Writes a decimal without the zeros at its end. It stores all the digits in any case; the length
 * tells how many count. */
static inline size_t lay_out(struct decimal decimal, struct form form, char *out)
{
    int used, exponent = decimal.exponent + 15;
    struct bytes_digits digits = bytes_digits(decimal.digits, &used);
    char last = (char)('0' + decimal.last);
    int count = decimal.last ? 17 : used;
    if (exponent < form.least || exponent >= form.greatest) {
        bytes_store_split(out, digits, 1);
        out[1] = '.';
        out[17] = last;
        size_t length = (size_t)(count > 1 ? count + 1 : 1);
        return length + write_exponent(exponent, out + length);
    }
    /* Below 1: a zero, the point, zeros, and then all digits. Else the point between the digits;
     * it spoils a digit where it does not count. */
    bool small = exponent < 0, together = small || exponent == 16;
    int start = small ? 1 - exponent : 0;
    bytes_store8(out, bytes_all('0'));
    bytes_store_split(out + start, digits, together ? 16 : exponent + 1);
    out[start + 16 + !together] = last;
    out[small ? 1 : exponent + 1] = '.';
    int whole = exponent + 1, split = count > whole ? count + 1 : whole;
    return (size_t)(small ? start + count : split);
}

/* value * 10^exponent, value below 10^17, as a decimal. */
static struct decimal widen(uint64_t value, int exponent)
{
    for (; value < 10000000000000000; value *= 10)
        exponent--;
    return (struct decimal){value / 10, (unsigned)(value % 10), exponent + 1};
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
    if (!power_is_exact(-k) && ++ten.low == 0)
        ten.high++;
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

/* The same, fast for the usual number: its neighbours at equal distances, and no close call. With
 * `single`, c has 24 bits, else 53. */
static inline struct decimal shorten(uint64_t c, int q, bool lowest, bool single)
{
    int k = power_floor_log10(q);
    int shift = q + power_exponent(-k) + 1;
    struct power ten = power_of_ten(-k);
    uint64_t factor = c << shift;
    uint128 product = (uint128)factor * ten.high + (uint64_t)((uint128)factor * ten.low >> 64);
    /* c * 2^q is whole.fraction * 10^k; what is cut off here and in the table makes up less than
     * two units of fraction. From here on in 2^-60: how far above a multiple of ten it is, how far
     * below the next, and how far the interval extends to both sides. */
    uint64_t whole = (uint64_t)(product >> 64), fraction = (uint64_t)product;
    uint64_t tens = whole / 10, last = whole - 10 * tens;
    uint64_t above = last << 60 | fraction >> 4, below = ((uint64_t)10 << 60) - above;
    uint64_t reach = ten.high >> (5 - shift);
    if (lowest || above - reach + 2 <= 4 || below - reach + 2 <= 4 ||
        fraction - ((uint64_t)1 << 63) + 2 <= 4)
        return shorten_any(c, q, lowest);
    bool is_round = (above < reach) | (below < reach);
    tens += below < reach;
    last = choose(is_round, 0, last + (fraction >> 63));
    k++;
    if (single) {
        /* 7 to 9 digits. */
        tens = (10 * tens + last) * 10000000;
        k -= 8;
        last = 0;
        bool short_by_two = tens < 100000000000000;
        tens = choose(short_by_two, 10 * tens, tens);
        k -= short_by_two;
    }
    /* 16 or 17 digits. */
    bool short_by_one = tens < 1000000000000000;
    tens = choose(short_by_one, 10 * tens + last, tens);
    last = choose(short_by_one, 0, last);
    return (struct decimal){tens, (unsigned)last, k - short_by_one};
}

/* Writes c * 2^q if it is an integer of up to 8 digits that all count; else returns 0. */
static inline size_t write_integer(uint64_t c, int q, char *out)
{
    if (__builtin_ctzll(c) + q < 0 || q > 0 || c >> -q >= 100000000)
        return 0;
    uint64_t digits = bytes_from_number(c >> -q);
    int zeros = __builtin_ctzll(digits | (uint64_t)1 << 63) / 8;
    bytes_store8(out, (digits | bytes_all('0')) >> 8 * zeros);
    return (size_t)(8 - zeros);
}

/* Writes a number that is not normal, but for the sign. */
__attribute__((noinline)) static size_t write_special(uint64_t bits,
                                                      const struct binary_format *format, char *out)
{
    if (bits >= format->infinity) {
        memcpy(out, bits > format->infinity ? "nan" : "inf", 3);
        return 3;
    }
    if (bits == 0) {
        *out = '0';
        return 1;
    }
    int q = format->least_exponent - format->fraction_bits;
    return lay_out(shorten_any(bits, q, false), shortest_form, out);
}

/* Writes the number whose bits in `format`, but for the sign, are given. */
static inline size_t write_shortest(uint64_t bits, bool negative,
                                    const struct binary_format *format, char *out)
{
    uint64_t hidden = (uint64_t)1 << format->fraction_bits, fraction = bits & (hidden - 1);
    *out = '-';
    out += negative & (bits <= format->infinity);
    size_t length;
    if (__builtin_expect(bits - hidden >= format->infinity - hidden, 0)) {
        length = write_special(bits, format, out);
    } else {
        uint64_t c = fraction | hidden;
        int exponent = (int)(bits >> format->fraction_bits) - 1;
        int q = exponent + format->least_exponent - format->fraction_bits;
        length = write_integer(c, q, out);
        if (length == 0)
            length =
                lay_out(shorten(c, q, fraction == 0 && exponent > 0, format->fraction_bits < 52),
                        shortest_form, out);
    }
    return (size_t)(negative & (bits <= format->infinity)) + length;
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
    *rounded = (struct decimal){whole / 10, (unsigned)(whole % 10), exponent - 15 + carried};
    return true;
}

size_t decimal_write_digits(double value, int digits, char *out)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bool negative = bits >> 63 && value == value;
    bits = bits << 1 >> 1;
    *out = '-';
    out += negative;
    if (bits == 0 || bits >= binary64.infinity)
        return negative + write_special(bits, &binary64, out);
    int exponent = (int)(bits >> 52);
    uint64_t c = bits ^ (uint64_t)exponent << 52;
    if (exponent > 0) {
        c |= (uint64_t)1 << 52;
        exponent--;
    }
    int zeros = __builtin_clzll(c), q = exponent - 1074 - zeros;
    struct decimal rounded;
    if (round_to_digits(c << zeros, q, digits, power_floor_log10(q + 63), &rounded))
        return negative + lay_out(rounded, (struct form){-4, digits}, out);
    char text[DECIMAL_ROOM];
    int length = snprintf(text, sizeof text, "%.*g", digits, negative ? -value : value);
    memcpy(out, text, (size_t)length);
    return negative + (size_t)length;
}
