/* Panels for the tests of pictures. */
#ifndef ATTN_TESTS_PICTURE_FIXTURE_H
#define ATTN_TESTS_PICTURE_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "picture/picture.h"

/* Names, one a word of `text`. */
static inline struct labels fixture_labels(const char *text)
{
    struct labels labels = {0};
    while (*text) {
        size_t length = strcspn(text, " ");
        ck_assert(labels_add(&labels, text, length));
        text += length + (text[length] == ' ');
    }
    return labels;
}

/* A panel of these numbers, row by row; `names` may be NULL. */
static inline struct panel fixture_panel(const double *numbers, size_t rows, size_t columns,
                                         const char *queries, const struct labels *keys)
{
    struct panel panel = {.column_labels = keys, .row_labels = fixture_labels(queries)};
    ck_assert(grid_new(&panel.grid, columns, 1024, POOLING_MEAN));
    for (size_t row = 0; row < rows; row++)
        grid_add(&panel.grid, numbers + row * columns, PRECISION_DOUBLE);
    return panel;
}

static inline void fixture_free(struct panel *panel)
{
    grid_free(&panel->grid);
    labels_free(&panel->row_labels);
}

/* The sheet's text as a string. */
static inline const char *fixture_text(struct sheet *sheet)
{
    sheet_add(sheet, "", 1);
    ck_assert(!sheet->failed);
    return sheet->text;
}

/* How often `part` stands in `text`. */
static inline size_t fixture_count(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

#endif
