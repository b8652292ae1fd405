/* A list of names, those of a matrix's rows or of its columns: bytes as the file gave them. */
#ifndef ATTN_TABLE_LABELS_H
#define ATTN_TABLE_LABELS_H

#include <stdbool.h>
#include <stddef.h>

/* Owns its memory; all zero is the empty list. Label i is bytes[end[i-1]] up to bytes[end[i]]
 * (end[-1] counts as 0), not NUL-terminated. */
struct labels {
    size_t count;
    size_t *end; /* count of them, room for `capacity` */
    char *bytes; /* room for `room` */
    size_t capacity, room;
};

/* Appends a copy of text[0..length); false if there is no memory. */
bool labels_add(struct labels *labels, const char *text, size_t length);

/* Label `index`; its length goes to *length. */
const char *labels_get(const struct labels *labels, size_t index, size_t *length);

/* Appends a copy of label `index` of another list, if that has any; false if there is no memory. */
bool labels_add_from(struct labels *labels, const struct labels *from, size_t index);

/* Whether one of the labels is text[0..length). */
bool labels_hold(const struct labels *labels, const char *text, size_t length);

/* Removes the labels whose flag is not 0; `removed` has one flag for `each` labels. */
void labels_remove(struct labels *labels, const unsigned char *removed, size_t each);

/* Empties the list and keeps its memory; frees its memory. */
void labels_clear(struct labels *labels);
void labels_free(struct labels *labels);

#endif
