/* Rows of numbers in memory. */
#ifndef ATTN_ATTENTION_ROWS_H
#define ATTN_ATTENTION_ROWS_H

#include <stddef.h>

/* A borrowed block of numbers: element (r, c) is data[r * stride + c]. A stride of 0 repeats one
 * row. */
struct rows {
    const void *data;
    size_t count, width, stride;
};

/* Where rows of numbers are written to: element (r, c) to data[r * stride + c]. What lies between
 * the rows stays as it is. data NULL: they are not wanted. */
struct out_rows {
    void *data;
    size_t stride;
};

#define NOWHERE ((struct out_rows){NULL, 0})

/* Where row `row` and those after it go; `size` bytes a number. */
static inline struct out_rows out_from(struct out_rows out, size_t row, size_t size)
{
    if (!out.data)
        return out;
    return (struct out_rows){(char *)out.data + row * out.stride * size, out.stride};
}

/* Where numbers go that begin at column `column` of each row. */
static inline struct out_rows out_column(struct out_rows out, size_t column, size_t size)
{
    if (!out.data)
        return out;
    return (struct out_rows){(char *)out.data + column * size, out.stride};
}

#endif
