/* The text of a number: exact in, shortest out, no locale.
 *
 * The grammar: optional blanks are the caller's; an optional sign; then digits with an optional
 * point (`1`, `1.`, `.5`) and an optional exponent (`e-5`, `E+5`), or `inf`, `infinity` or `nan`
 * in any case. No hexadecimal, no digit separators. */
#ifndef ATTN_TABLE_DECIMAL_DECIMAL_H
#define ATTN_TABLE_DECIMAL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/* Reads the longest number that starts at `text` and ends at or before `end`; returns the byte
 * after it, or NULL (and *value untouched) if there is none. Correctly rounded, ties to even, to
 * the type at hand (never through another); too large reads as infinity, too small as zero. */
const char *decimal_scan_double(const char *text, const char *end, double *value);
const char *decimal_scan_single(const char *text, const char *end, float *value);

/* Room that any number written needs. Nothing written ends with a NUL. */
enum { DECIMAL_ROOM = 32 };

/* Writes the shortest decimal that reads back as `value`, of these the closest to it, and returns
 * its length. Plain digits for 1e-5 <= |value| < 1e16 (`32`, `0.1`, `-0`), else an exponent of at
 * least two digits as Python writes it (`1e-07`, `1.5e+300`); `inf`, `-inf`, `nan`. */
size_t decimal_write_double(double value, char *out);
size_t decimal_write_single(float value, char *out);

/* Writes `value` with `digits` (1 to 17) significant digits, correctly rounded, in the form of
 * printf's %.Ng; returns the length. Serves binary32 too, which binary64 contains. */
size_t decimal_write_digits(double value, int digits, char *out);

#endif
