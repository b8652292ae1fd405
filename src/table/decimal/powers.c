/* Computes the tables of powers of ten, exactly, in some microseconds at the start of the program.
 *
 * 10^n and 5^n have the same leading bits. 5^n for n >= 0 is an integer, multiplied by 5 from one
 * entry to the next. 5^-n comes from a large power of two divided by 5 again and again: a floor of
 * a floor is the floor of the whole quotient, so nothing is lost on the way. */
#include "table/decimal/powers.h"

#include <math.h>

/* The highest of them stands for 2^928, and 2^928 / 5^342 still has more than 133 bits. */
enum { LIMBS = 30 };

struct power power_table[POWER_GREATEST - POWER_LEAST + 1];
double power_rounded[POWER_GREATEST - POWER_LEAST + 1];
uint64_t power_texts[POWER_GREATEST - POWER_LEAST + 1];

/* A natural number, the least significant limb first; limb[count - 1] is not zero. */
struct natural {
    int count;
    uint32_t limb[LIMBS];
};

static struct power leading_bits(const struct natural *natural)
{
    uint32_t limb[5];
    for (int i = 0; i < 5; i++)
        limb[i] = i < natural->count ? natural->limb[natural->count - 1 - i] : 0;
    uint64_t high = (uint64_t)limb[0] << 32 | limb[1];
    uint64_t low = (uint64_t)limb[2] << 32 | limb[3];
    int zeros = __builtin_clz(limb[0]);
    if (zeros == 0)
        return (struct power){high, low};
    return (struct power){high << zeros | low >> (64 - zeros),
                          low << zeros | limb[4] >> (32 - zeros)};
}

static void multiply_by_5(struct natural *natural)
{
    uint64_t carry = 0;
    for (int i = 0; i < natural->count; i++) {
        carry += (uint64_t)natural->limb[i] * 5;
        natural->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        natural->limb[natural->count++] = (uint32_t)carry;
}

static void divide_by_5(struct natural *natural)
{
    uint64_t remainder = 0;
    for (int i = natural->count; i-- > 0;) {
        uint64_t dividend = remainder << 32 | natural->limb[i];
        natural->limb[i] = (uint32_t)(dividend / 5);
        remainder = dividend % 5;
    }
    if (natural->limb[natural->count - 1] == 0)
        natural->count--;
}

/* At least two digits. */
static uint64_t text_of(int n)
{
    const uint64_t size = (uint64_t)(n < 0 ? -n : n);
    uint64_t text = ('0' + size / 10 % 10) | ('0' + size % 10) << 8, length = 4;
    if (size >= 100) {
        text = text << 8 | ('0' + size / 100);
        length++;
    }
    return length << 56 | text << 16 | (uint64_t)(n < 0 ? '-' : '+') << 8 | 'e';
}

/* A constructor, so that no thread can meet a table half filled and no caller needs to ask. */
__attribute__((constructor)) static void fill_table(void)
{
    struct natural natural = {.count = 1, .limb = {1}};
    for (int n = 0; n <= POWER_GREATEST; n++) {
        power_table[n - POWER_LEAST] = leading_bits(&natural);
        multiply_by_5(&natural);
    }
    natural = (struct natural){.count = LIMBS};
    natural.limb[LIMBS - 1] = 1;
    for (int n = -1; n >= POWER_LEAST; n--) {
        divide_by_5(&natural);
        power_table[n - POWER_LEAST] = leading_bits(&natural);
    }
    for (int n = POWER_LEAST; n <= POWER_GREATEST; n++) {
        power_texts[n - POWER_LEAST] = text_of(n);
        power_rounded[n - POWER_LEAST] =
            ldexp((double)power_of_ten(n).high, power_exponent(n) - 63);
    }
}
