/* What the fields of a file are: whether its first row is a header, whether its first column holds
 * labels, and so which fields are numbers. */
#ifndef ATTN_TABLE_LAYOUT_H
#define ATTN_TABLE_LAYOUT_H

#include "table/cell.h"
#include "table/reader.h"

enum role { ROLE_FEATURE, ROLE_LABEL };

/* All zero: nothing known yet. Owns `header`. */
struct layout {
    size_t fields;        /* in every row; 0: no row has been seen yet */
    size_t line;          /* of the row that set `fields` */
    bool has_header;      /* the first row held names */
    bool has_labels;      /* the first field of a row is its name */
    bool settled;         /* both are final */
    struct labels header; /* every cell of the header row */
};

/* What a field (from 1) of a data row is. */
static inline enum role layout_role(const struct layout *layout, size_t field)
{
    return field == 1 && layout->has_labels ? ROLE_LABEL : ROLE_FEATURE;
}

/* How many fields are features. */
static inline size_t layout_features(const struct layout *layout)
{
    return layout->fields - layout->has_labels;
}

/* What the options alone say. False if the first row has to be seen whole to tell whether it is a
 * header; true if it is data whatever it holds. `first`: its first cell. */
bool layout_is_data(struct layout *layout, const struct reader_options *options, enum cell first);

/* Tells from the whole first row, `cells`, whether it is a header, and takes the cells over into
 * layout.header if it is. An error for a row that is neither header nor data. */
enum status layout_first_row(struct layout *layout, const struct reader_options *options,
                             struct labels *cells, const char *name, size_t line,
                             struct error *error);

/* Settles, from the first cell under a header, whether the first column holds labels. */
void layout_first_cell(struct layout *layout, enum cell first);

void layout_free(struct layout *layout);

#endif
