/* What the fields of a file are: whether its first row is a header, whether its first column holds
 * labels, and so which fields are numbers. */
#ifndef ATTN_TABLE_LAYOUT_H
#define ATTN_TABLE_LAYOUT_H

#include "table/cell.h"
#include "table/reader.h"
#include "table/selection.h"

enum role { ROLE_FEATURE, ROLE_LABEL, ROLE_GROUP, ROLE_NONE };

/* All zero: nothing known yet. Owns `header`. */
struct layout {
    size_t fields;              /* in every row; 0: no row has been seen yet */
    size_t line;                /* of the row that set `fields` */
    bool has_header;            /* the first row held names */
    bool has_labels;            /* the first field of a row is its name */
    bool settled;               /* both are final */
    struct labels header;       /* every cell of the header row */
    struct selection selection; /* the features, where not every field is one */
    size_t group;               /* the field that names a row's group; 0: none */
};

/* What a field (from 1) of a data row is. */
static inline enum role layout_role(const struct layout *layout, size_t field)
{
    if (field == 1 && layout->has_labels)
        return ROLE_LABEL;
    if (field == layout->group)
        return ROLE_GROUP;
    return layout->selection.places && !layout->selection.places[field - 1] ? ROLE_NONE
                                                                            : ROLE_FEATURE;
}

/* The field, from 1, of the feature `index`, from 0. */
static inline size_t layout_field(const struct layout *layout, size_t index)
{
    size_t field = index + 1 + layout->has_labels;
    return layout->selection.fields ? layout->selection.fields[index]
                                    : field + (layout->group && field >= layout->group);
}

/* How many fields are features. */
static inline size_t layout_features(const struct layout *layout)
{
    return layout->selection.places ? layout->selection.count
                                    : layout->fields - layout->has_labels - (layout->group != 0);
}

/* What a cell is, read so. */
static inline enum cell layout_read(const struct reader_options *options, const char *text,
                                    size_t length, enum precision precision, void *value)
{
    return (options->binary ? cell_read_binary : cell_read)(text, length, precision, value);
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
