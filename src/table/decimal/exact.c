/* Rounds a decimal of any length to binary by comparing it with the midpoints between neighbouring
 * binary numbers, in exact integers. Slow, a microsecond or so, and rarely needed. */
#include "table/decimal/exact.h"

#include <stdbool.h>
#include <string.h>

/* A midpoint has at most 768 significant digits, so digits after the 800th matter only by being
 * there. 801 digits are 2661 bits; the other side of a comparison, at most 55 bits times 5^1146,
 * is no longer, and the shift that remains makes both about equal. */
enum { DIGITS = 800, LIMBS = 48 };

typedef unsigned __int128 uint128;

/* A natural number, the least significant limb first; limb[count - 1] is not zero. */
struct natural {
    int count;
    uint64_t limb[LIMBS];
};

/* A decimal: natural * 10^exponent. */
struct decimal {
    struct natural natural;
    int64_t exponent;
};

/* natural = natural * factor + addend. */
static void multiply_add(struct natural *natural, uint64_t factor, uint64_t addend)
{
    uint64_t carry = addend;
    for (int i = 0; i < natural->count; i++) {
        uint128 product = (uint128)natural->limb[i] * factor + carry;
        natural->limb[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry)
        natural->limb[natural->count++] = carry;
}

static void multiply_by_power_of_5(struct natural *natural, int64_t power)
{
    const uint64_t five_to_27 = 7450580596923828125u;
    for (; power >= 27; power -= 27)
        multiply_add(natural, five_to_27, 0);
    for (; power > 0; power--)
        multiply_add(natural, 5, 0);
}

static void shift_left(struct natural *natural, int64_t bits)
{
    int limbs = (int)(bits / 64);
    multiply_add(natural, (uint64_t)1 << (bits % 64), 0);
    memmove(natural->limb + limbs, natural->limb, (size_t)natural->count * sizeof *natural->limb);
    memset(natural->limb, 0, (size_t)limbs * sizeof *natural->limb);
    natural->count += limbs;
}

static int compare(const struct natural *a, const struct natural *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (int i = a->count; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* Reads the digits. Those after the first DIGITS are replaced by one 1, if any of them is not 0. */
static void read_digits(struct decimal *decimal, const char *start, const char *stop)
{
    int count = 0;
    bool fraction = false, more = false;
    for (const char *at = start; at < stop; at++) {
        if (*at == '.') {
            fraction = true;
        } else if (count == DIGITS) {
            more |= *at != '0';
            decimal->exponent += !fraction;
        } else {
            count += count > 0 || *at != '0';
            multiply_add(&decimal->natural, 10, (uint64_t)(*at - '0'));
            decimal->exponent -= fraction;
        }
    }
    if (more) {
        multiply_add(&decimal->natural, 10, 1);
        decimal->exponent--;
    }
}

/* Compares the decimal with the midpoint between the number whose bits are given and the next. */
static int compare_midpoint(const struct decimal *decimal, uint64_t bits,
                            const struct binary_format *format)
{
    uint64_t hidden = (uint64_t)1 << format->fraction_bits;
    uint64_t significand = bits & (hidden - 1);
    int64_t exponent = (int64_t)(bits >> format->fraction_bits);
    if (exponent > 0) {
        significand |= hidden;
        exponent--;
    }
    /* The midpoint is (2 * significand + 1) * 2^exponent. */
    exponent += format->least_exponent - format->fraction_bits - 1;
    struct natural left = decimal->natural;
    struct natural right = {.count = 1, .limb = {2 * significand + 1}};
    if (decimal->exponent >= 0)
        multiply_by_power_of_5(&left, decimal->exponent);
    else
        multiply_by_power_of_5(&right, -decimal->exponent);
    exponent -= decimal->exponent;
    if (exponent >= 0)
        shift_left(&right, exponent);
    else
        shift_left(&left, -exponent);
    return compare(&left, &right);
}

uint64_t decimal_exact(const char *start, const char *stop, int64_t exponent, uint64_t guess,
                       const struct binary_format *format)
{
    struct decimal decimal = {.exponent = exponent};
    read_digits(&decimal, start, stop);
    while (guess < format->infinity) {
        int order = compare_midpoint(&decimal, guess, format);
        if (order < 0 || (order == 0 && guess % 2 == 0))
            break;
        guess++;
    }
    while (guess > 0) {
        int order = compare_midpoint(&decimal, guess - 1, format);
        if (order > 0 || (order == 0 && guess % 2 == 0))
            break;
        guess--;
    }
    return guess;
}
