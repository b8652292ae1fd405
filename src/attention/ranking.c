/* The best of a row; see ranking.h. A heap of the best so far, the worst of them on top, takes in
 * what is better than its top, and is sorted at the end by taking the top away again and again
 * (Williams 1964, heapsort). */
#include "attention/ranking.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct heap {
    const void *scores;
    enum precision precision;
    size_t *index; /* children of i at 2i + 1 and 2i + 2, none worse than i */
    size_t count;
};

static double score_at(const struct heap *heap, size_t index)
{
    return precision_get(heap->scores, heap->precision, index);
}

/* Whether score `a` stands after score `b`. */
static bool is_worse(const struct heap *heap, size_t a, size_t b)
{
    double of_a = score_at(heap, a), of_b = score_at(heap, b);
    if (of_a == of_b || (isnan(of_a) && isnan(of_b)))
        return a > b;
    return isnan(of_b) || of_a < of_b;
}

static void swap(size_t *a, size_t *b)
{
    size_t held = *a;
    *a = *b;
    *b = held;
}

static void sift_up(struct heap *heap, size_t i)
{
    for (; i > 0 && is_worse(heap, heap->index[i], heap->index[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&heap->index[i], &heap->index[(i - 1) / 2]);
}

static void sift_down(struct heap *heap)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < heap->count; i = child) {
        if (child + 1 < heap->count && is_worse(heap, heap->index[child + 1], heap->index[child]))
            child++;
        if (!is_worse(heap, heap->index[child], heap->index[i]))
            return;
        swap(&heap->index[i], &heap->index[child]);
    }
}

/* Numbers that are looked at together for one that is better than the worst of the best. */
enum { STRIDE = 32 };

/* Whether one of STRIDE scores from `begin` on is above `worst`, or not a number: if none is, none
 * is better. Compilers make vector code of these loops. */
static bool has_better(const struct heap *heap, size_t begin, double worst)
{
    int64_t above = 0;
    int32_t above_single = 0;
    if (heap->precision == PRECISION_DOUBLE)
        for (size_t j = begin; j < begin + STRIDE; j++)
            above |= !(((const double *)heap->scores)[j] <= worst);
    else
        for (size_t j = begin; j < begin + STRIDE; j++)
            above_single |= !(((const float *)heap->scores)[j] <= (float)worst);
    return (above | above_single) != 0;
}

/* Takes index j in if it is one of the `most` best so far. */
static void offer(struct heap *heap, size_t most, size_t j)
{
    if (heap->count < most) {
        heap->index[heap->count] = j;
        sift_up(heap, heap->count++);
    } else if (is_worse(heap, heap->index[0], j)) {
        heap->index[0] = j;
        sift_down(heap);
    }
}

/* Sorts the heap, best first, and gives back how many it holds. */
static size_t sort(struct heap *heap)
{
    size_t selected = heap->count;
    while (heap->count > 1) {
        swap(&heap->index[0], &heap->index[--heap->count]);
        sift_down(heap);
    }
    return selected;
}

size_t ranking_select(const void *scores, size_t width, enum precision precision, size_t most,
                      size_t *best)
{
    struct heap heap = {scores, precision, best, 0};
    for (size_t j = 0; j < width && most > 0; j++) {
        while (heap.count == most && j + STRIDE <= width &&
               !has_better(&heap, j, score_at(&heap, best[0])))
            j += STRIDE;
        if (j == width)
            break;
        if (score_at(&heap, j) != -INFINITY)
            offer(&heap, most, j);
    }
    return sort(&heap);
}

size_t ranking_select_least(const void *scores, size_t begin, size_t width,
                            enum precision precision, double least, size_t most, size_t *best)
{
    struct heap heap = {scores, precision, best, 0};
    double below = precision == PRECISION_DOUBLE ? nextafter(least, -INFINITY)
                                                 : (double)nextafterf((float)least, -INFINITY);
    for (size_t j = begin; j < width && most > 0; j++) {
        double worst = heap.count == most ? fmax(below, score_at(&heap, best[0])) : below;
        while (j + STRIDE <= width && !has_better(&heap, j, worst))
            j += STRIDE;
        if (j >= width)
            break;
        double score = score_at(&heap, j);
        if (score >= least && score > -INFINITY)
            offer(&heap, most, j);
    }
    return sort(&heap);
}
