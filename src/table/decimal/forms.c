/* Fills the table of forms; see decimal/forms.h. Apart from what uses it, because it runs on every
 * machine before main, and what uses it is compiled for some machines alone. */
#include "table/decimal/forms.h"

#include <stdbool.h>

uint8_t decimal_forms[16][ROWS][2][32];

/* The longest is of 24 bytes: a minus sign, 0.0000, and 17 digits. */
static void fill_form(uint8_t *form, int start, int row, bool negative)
{
    int whole = row == SCIENTIFIC ? 1 : row + PLAIN_LEAST + 1;
    if (negative)
        *form++ = MINUS;
    if (whole <= 0) {
        *form++ = ZERO;
        *form++ = POINT;
    }
    for (int i = whole; i < 0; i++)
        *form++ = ZERO;
    for (int digit = 0; start + digit <= LAST; digit++) {
        *form++ = (uint8_t)(start + digit);
        if (digit + 1 == whole)
            *form++ = POINT;
    }
}

__attribute__((constructor)) static void fill_forms(void)
{
    for (int start = 0; start < 16; start++)
        for (int row = 0; row < ROWS; row++)
            for (int negative = 0; negative < 2; negative++)
                fill_form(decimal_forms[start][row][negative], start, row, negative);
}
