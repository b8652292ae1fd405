/* What a name stands for, as help and the manual print it. Similarities and normalizers carry this
 * in their tables; what masks, heads and outputs compute has a table here. */
#ifndef ATTN_ATTENTION_ENTRY_H
#define ATTN_ATTENTION_ENTRY_H

#include <stddef.h>

struct entry {
    const char *name;       /* a similarity, a normalizer, or an option without its dashes */
    const char *formula;    /* plain text */
    const char *parameters; /* the options that set its parameters, blanks between; "" if none */
    const char *source;     /* the paper or program it follows */
};

/* Masks, biases and what else changes a score. */
extern const struct entry mask_entries[];
extern const size_t mask_entry_count;

/* Heads, projections and rotary embedding. */
extern const struct entry head_entries[];
extern const size_t head_entry_count;

/* What is printed beside or in place of the stage's result. */
extern const struct entry output_entries[];
extern const size_t output_entry_count;

#endif
