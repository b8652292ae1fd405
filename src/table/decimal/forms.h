/* The forms of numbers as text, for builds that permute bytes. */
#ifndef ATTN_TABLE_DECIMAL_FORMS_H
#define ATTN_TABLE_DECIMAL_FORMS_H

#include <stdint.h>

/* What the bytes of a form may be: the 16 digits, and these, the first of which is one digit more.
 */
enum { LAST = 16, MINUS, POINT, ZERO };
#define REST ((uint64_t)'0' << 24 | (uint64_t)'.' << 16 | '-' << 8 | '0')

/* Each form, by where its digits begin; by the exponent of ten from PLAIN_LEAST on, or SCIENTIFIC,
 * which an exponent follows; without a minus sign and with it. */
enum { PLAIN_LEAST = -5, SCIENTIFIC = 21, ROWS };
extern uint8_t decimal_forms[16][ROWS][2][32] __attribute__((aligned(32)));

#endif
