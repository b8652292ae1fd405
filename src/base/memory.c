/* Checked allocation; see memory.h. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 64 };

bool size_multiply(size_t a, size_t b, size_t *product)
{
    if (a != 0 && b > SIZE_MAX / a)
        return false;
    *product = a * b;
    return true;
}

bool size_add(size_t a, size_t b, size_t *sum)
{
    if (b > SIZE_MAX - a)
        return false;
    *sum = a + b;
    return true;
}

void *memory_new(size_t count, size_t size)
{
    return calloc(count ? count : 1, size);
}

void *memory_new_aligned(size_t count, size_t size)
{
    size_t bytes;
    if (!size_multiply(count, size, &bytes) || !size_add(bytes, ALIGNMENT, &bytes))
        return NULL;
    return aligned_alloc(ALIGNMENT, bytes / ALIGNMENT * ALIGNMENT);
}

void *memory_new_rows(size_t rows, size_t columns, size_t size)
{
    size_t count;
    return size_multiply(rows, columns, &count) ? memory_new_aligned(count, size) : NULL;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (!size_multiply(count, size, &bytes))
        return NULL;
    return realloc(old, bytes ? bytes : 1);
}

void memory_discard(void *from, size_t bytes)
{
#if defined __linux__
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)from, end = begin + bytes;
    begin = ceiling_divide(begin, page) * page;
    end = end / page * page;
    /* Where it fails the pages stay, which does no harm. */
    if (begin < end)
        (void)madvise((char *)from + (begin - (uintptr_t)from), end - begin, MADV_DONTNEED);
#else
    (void)from;
    (void)bytes;
#endif
}
