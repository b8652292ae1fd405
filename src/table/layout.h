/* What the fields of a file are: whether its first row is a header, whether a column holds labels,
 * and so which fields are numbers. Judged from what the first rows show, and the options. */
#ifndef ATTN_TABLE_LAYOUT_H
#define ATTN_TABLE_LAYOUT_H

#include "table/cell.h"
#include "table/evidence.h"
#include "table/reader.h"
#include "table/selection.h"

/* All zero: nothing is known yet. Owns what it points to, except for the reasons in words. */
struct layout {
    size_t fields;            /* in every row; 0: no row has been seen yet */
    size_t line;              /* of the row that set `fields` */
    bool has_header;          /* the first row holds names */
    bool is_short;            /* it lacks the name above the labels */
    bool has_units;           /* the row below it has no number, as a row of units */
    size_t label;             /* the field that is a row's name; 0: none */
    size_t texts[TEXT_KINDS]; /* for each kind the field whose text is kept; 0: there is none */
    size_t *names;        /* for each field, plus 1, its place among the fields whose text is kept,
                             the label's too; 0: its text is not kept; NULL: no text is */
    size_t name_count;    /* how many fields have their text kept */
    struct labels header; /* a cell for each field, if there is a header */
    struct selection selection; /* the features, where not every field but the first is one */
    struct selection cells;     /* the fields of TEXT_CELL */
    size_t *asked;  /* owned: with keep_text, if some field is text: features and texts in the order
                       in which they were asked for */
    size_t *widths; /* how many numbers each field holds in brackets; 0: one number, without
                       brackets; NULL: no field has brackets */
    size_t *firsts; /* with widths: the place of each field's first number in the row */
    size_t numbers; /* with widths: of a row */
    const char *header_because, *labels_because; /* the reasons, in words */
    unsigned char *kinds;                        /* owned: what each field holds, an enum kind */
    const char *doubt; /* for a note: the reading fits the file, but another one may, too */
};

/* Whether a field (from 1) of a data row is a feature. */
static inline bool layout_is_feature(const struct layout *layout, size_t field)
{
    return field != layout->label && field != layout->texts[TEXT_GROUP] &&
           field != layout->texts[TEXT_CLASS] &&
           !(layout->selection.places && !layout->selection.places[field - 1]);
}

/* The field, from 1, of the feature `index`, from 0. */
static inline size_t layout_field(const struct layout *layout, size_t index)
{
    return layout->selection.fields ? layout->selection.fields[index]
                                    : index + 1 + (layout->label == 1);
}

/* How many fields are features. */
static inline size_t layout_features(const struct layout *layout)
{
    return layout->selection.places ? layout->selection.count
                                    : layout->fields - (layout->label == 1);
}

/* How the cells of a file are read. */
static inline struct cell_rules layout_rules(const struct reader_options *options,
                                             enum precision precision)
{
    return (struct cell_rules){.precision = precision,
                               .binary = options->binary != NULL,
                               .decimal_comma = options->decimal == DECIMAL_COMMA,
                               .na = options->na};
}

/* How many numbers a row has. A row with nothing but its group has one number, 0, so that all rows
 * of a group are alike. */
static inline size_t layout_numbers(const struct layout *layout)
{
    size_t features = layout_features(layout);
    return layout->widths ? layout->numbers : features ? features : layout->texts[TEXT_GROUP] != 0;
}

/* What a cell is, read so. */
static inline enum cell layout_read(const struct reader_options *options, const char *text,
                                    size_t length, enum precision precision, void *value)
{
    const struct cell_rules rules = layout_rules(options, precision);
    return cell_read(text, length, &rules, value);
}

/* Judges the first rows, of which there is at least one. Where they fit two readings that give
 * different numbers, the error names the options that decide. */
enum status layout_judge(struct layout *layout, const struct reader_options *options,
                         const struct evidence *evidence, const char *name, struct error *error);

/* Appends what was judged and why: "a header row (...), no label column". */
void layout_describe(const struct layout *layout, struct error *text);

/* Appends what the features hold: ", numbers in columns 1-4, names in column 5". */
void layout_describe_features(const struct layout *layout, struct error *text);

/* Whether both layouts read a row in the same way. */
bool layout_same(const struct layout *layout, const struct layout *other);

void layout_free(struct layout *layout);

#endif
