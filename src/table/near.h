/* Texts that are nearly numbers: what a person writes for one, or what a mistyped number looks
 * like. They name neither a row nor a column. */
#ifndef ATTN_TABLE_NEAR_H
#define ATTN_TABLE_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Whether text[0..length), not empty, is a known spelling of a missing value. */
bool near_missing(const char *text, size_t length);

/* Whether it is nearly a number: a boolean; a number once a currency sign, %, thousands separators,
 * brackets or a Unicode minus are taken off; a number with a decimal comma, in hexadecimal, with
 * Fortran's D or R's L, or with a bracket before it; or several numbers with a delimiter between
 * them. */
bool near_number(const char *text, size_t length);

/* Whether it is a number with a sign, a point or an exponent and one byte more: 1.2x, -3a. What
 * has only digits before a letter, 1a, may be a name. */
bool near_typo(const char *text, size_t length);

/* Whether it is two or more numbers with `delimiter` between them, perhaps after a name. If the
 * delimiter is a blank there may be no name, as blanks stand in names, too. */
bool near_row(const char *text, size_t length, char delimiter);

/* Whether it ends with a pair as libsvm writes them, 3:0.5, perhaps after others. */
bool near_pair(const char *text, size_t length);

/* Whether it is a boolean. */
bool near_truth(const char *text, size_t length);

/* Whether it is a complex number: 1+2i, (1-2j). */
bool near_complex(const char *text, size_t length);

/* Whether it is several numbers in other brackets than those of a vector, or in a call: (1, 2),
 * array([1, 2]). */
bool near_vector(const char *text, size_t length);

/* Whether it is a number whose thousands are separated, and not one with a decimal comma. */
bool near_grouped(const char *text, size_t length);

/* Whether a text may be one number with this mark, a comma or a point, between its thousands. NONE:
 * it may not. ROUND: it has no mark, or what stands between marks are multiples of ten. EXACT: not
 * all are. PADDED: behind a mark stands a zero. */
enum thousands { THOUSANDS_NONE, THOUSANDS_ROUND, THOUSANDS_EXACT, THOUSANDS_PADDED };
enum thousands near_thousands(const char *text, size_t length, char mark);

/* Whether it is a number as other languages write it: 0x1F, 1L, 1.5f, 1D5. */
bool near_foreign(const char *text, size_t length);

/* Whether it is a number once one comma is a point. */
bool near_decimal_comma(const char *text, size_t length);

#endif
