/* Rotary position embedding (Su et al. 2021, RoFormer): pairs of a head's features turn by an angle
 * that grows with the position, so that the dot product of a query and a key depends on their
 * distance.
 *
 * Of a head's features the first N turn. Pair i (i < N/2) turns by p base^(-2i/N) at position p:
 *
 *   x' = x cos - y sin,  y' = y cos + x sin
 *
 * The pair is (i, i + N/2), the halves of GPT-NeoX and Llama, or, interleaved, (2i, 2i + 1), as in
 * the paper and GPT-J. Both are those of ONNX's RotaryEmbedding. */
#ifndef ATTN_ATTENTION_ROPE_H
#define ATTN_ATTENTION_ROPE_H

#include "attention/attention.h"

/* How heads turn; everything is borrowed. */
struct rope {
    bool on;
    bool interleaved;
    size_t width;              /* N, even; 0: all of a head's features */
    double base;               /* > 0; used where there are neither frequencies nor tables */
    const double *frequencies; /* the angles at position 1, N/2 of them; or NULL */
    double magnitude;          /* cosines and sines are multiplied by it (YaRN); 0: by 1 */
    struct rows cosines;       /* row p: cos of the angles at position p, N/2 wide, in the run's */
    struct rows sines; /*   precision; data NULL: computed from the base. As many rows each */
};

/* Where the rows of a sequence stand: row i at given[i], or at start + i; where rows were taken out
 * of it, row i is row places[i] of the sequence. */
struct positions {
    const double *given;  /* borrowed; NULL: counted */
    size_t count;         /* of them */
    double start;         /* where row 0 stands */
    const size_t *places; /* borrowed; NULL: none was taken out */
};

static inline double position_of(const struct positions *positions, size_t row)
{
    if (positions->places)
        row = positions->places[row];
    return positions->given ? positions->given[row] : positions->start + (double)row;
}

/* The positions of a block of queries, the first of which is then row 0. */
struct positions positions_of_block(const struct positions *positions,
                                    const struct query_block *block);

/* A rope made ready to turn heads of one width. Borrows the tables and the pool. */
struct rotation;

/* The rope has to fit heads of `head_width` features. */
enum status rotation_new(struct rotation **rotation, const struct rope *rope, size_t head_width,
                         enum precision precision, struct pool *pool, struct error *error);
void rotation_free(struct rotation *rotation);

/* Rows first .. first + count of a sequence, one after another in `data`, each `heads` heads side
 * by side without padding, turn in place. Each has a position, and its position a row in the
 * tables, if there are any. */
void rotation_apply(struct rotation *rotation, const struct positions *positions, size_t first,
                    size_t count, size_t heads, void *data);

/* The same by the transposed rotation, which takes gradients back: it turns the other way. */
void rotation_apply_transposed(struct rotation *rotation, const struct positions *positions,
                               size_t first, size_t count, size_t heads, void *data);

#endif
