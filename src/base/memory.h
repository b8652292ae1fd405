/* Memory is asked for by count and size, never by an unchecked product. free() frees all of it. */
#ifndef ATTN_BASE_MEMORY_H
#define ATTN_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* *product = a * b; false, and *product untouched, if that does not fit in a size_t. */
bool size_multiply(size_t a, size_t b, size_t *product);

/* *sum = a + b; false, and *sum untouched, if that does not fit in a size_t. */
bool size_add(size_t a, size_t b, size_t *sum);

static inline size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* a / b, rounded up. */
static inline size_t ceiling_divide(size_t a, size_t b)
{
    return a / b + (a % b != 0);
}

/* `count` elements of `size` bytes, zeroed; NULL if there is no memory for them or the product
 * does not fit. Never NULL for a count of 0. */
void *memory_new(size_t count, size_t size);

/* As memory_new, but not zeroed, and on a 64-byte boundary (one cache line, one 512-bit vector). */
void *memory_new_aligned(size_t count, size_t size);

/* As memory_new_aligned, for `rows` times `columns` elements. */
void *memory_new_rows(size_t rows, size_t columns, size_t size);

/* `old` (NULL, or from memory_new or memory_resize) with room for `count` elements; on failure
 * NULL, and `old` stays as it was. */
void *memory_resize(void *old, size_t count, size_t size);

/* Gives the memory of `bytes` bytes from `from` on back to the system, whole pages of it and where
 * that can be done. The addresses stay good, but what stood there is lost. */
void memory_discard(void *from, size_t bytes);

#endif
