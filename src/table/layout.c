/* Header row and label column, found or asked for; see layout.h.
 *
 * A first row is a header if it names at least one column and none of its cells is a number or
 * begins like one. A row of numbers is data. Anything between the two is an error: to take it for
 * a header would lose a row of data to a typo. */
#include "table/layout.h"

#include "table/remedy.h"

bool layout_is_data(struct layout *layout, const struct reader_options *options, enum cell first)
{
    if (options->columns || options->group)
        return false; /* which field is what shows at the row's end */
    bool decided = options->header == SETTING_NO ||
                   (options->header == SETTING_AUTO && options->labels != SETTING_YES &&
                    (first == CELL_NUMBER || first == CELL_NAN));
    if (!decided)
        return false;
    layout->has_labels = options->labels == SETTING_YES;
    layout->settled = true;
    return true;
}

/* How many cells of the first row are of each kind, the label column's aside. */
struct census {
    size_t numbers, empty, texts, typos;
    size_t text, typo;   /* the first field that is one; 0: none */
    bool first_is_empty; /* field 1 is empty: the corner over a column of row names */
    bool counts;         /* the others are 0, 1, 2 ... */
};

static struct census take_census(const struct layout *layout, const struct labels *cells,
                                 const struct reader_options *options)
{
    struct census census = {.counts = true};
    for (size_t i = options->labels == SETTING_YES; i < cells->count; i++) {
        if (layout_role(layout, i + 1) != ROLE_FEATURE)
            continue;
        size_t length;
        const char *text = labels_get(cells, i, &length);
        double value;
        enum cell cell = layout_read(options, text, length, PRECISION_DOUBLE, &value);
        census.numbers += cell == CELL_NUMBER || cell == CELL_NAN;
        census.empty += cell == CELL_EMPTY;
        census.texts += cell == CELL_TEXT;
        const bool typo = cell == CELL_TYPO || cell == CELL_DATE;
        census.typos += typo;
        if (cell == CELL_TEXT && !census.text)
            census.text = i + 1;
        if (typo && !census.typo)
            census.typo = i + 1;
        if (i == 0)
            census.first_is_empty = length == 0;
        else
            census.counts &= cell == CELL_NUMBER && value == (double)(i - 1);
    }
    return census;
}

static void take_header(struct layout *layout, const struct reader_options *options,
                        struct labels *cells)
{
    layout->has_header = true;
    layout->header = *cells;
    *cells = (struct labels){0};
    size_t length;
    labels_get(&layout->header, 0, &length);
    bool chosen = (layout->selection.places && layout->selection.places[0]) || layout->group == 1;
    layout->has_labels =
        options->labels == SETTING_YES ||
        (options->labels == SETTING_AUTO && length == 0 && layout->fields > 1 && !chosen);
    layout->settled =
        layout->has_labels || options->labels == SETTING_NO || layout->fields == 1 || chosen;
}

/* Finds the field that names the group of a row. */
static enum status find_group(struct layout *layout, const struct reader_options *options,
                              const struct labels *cells, const char *name, struct error *error)
{
    const struct labels none = {0};
    struct selection group = {0};
    if (!options->group)
        return STATUS_OK;
    bool named = selection_has_names(options->group);
    if (named && options->header == SETTING_NO)
        return error_set(error, STATUS_USAGE,
                         "'%s' names a column, and --header=no says that none has a name",
                         options->group);
    enum status status = selection_resolve(&group, options->group, named ? cells : &none,
                                           layout->fields, name, error);
    if (status != STATUS_OK)
        return status;
    layout->group = group.count == 1 ? group.fields[0] : 0;
    selection_free(&group);
    if (layout->group == 0)
        return error_set(error, STATUS_USAGE, "'%s' is more than one column", options->group);
    if (layout->group == 1 && options->labels == SETTING_YES)
        return error_set(error, STATUS_FAILED,
                         "%s: column 1 holds groups, and --labels says that it holds labels", name);
    if (layout->selection.places && layout->selection.places[layout->group - 1])
        return error_set(error, STATUS_FAILED,
                         "%s: column %zu holds groups, and is chosen as a feature", name,
                         layout->group);
    return STATUS_OK;
}

/* Whether the options call a column by its name, so that there must be a header. */
static bool has_names(const struct reader_options *options)
{
    return (options->columns && selection_has_names(options->columns)) ||
           (options->group && selection_has_names(options->group));
}

/* Finds the fields that the options choose, by their names once it is clear that there are some. */
static enum status select_columns(struct layout *layout, const struct reader_options *options,
                                  const struct labels *cells, const char *name, struct error *error)
{
    const struct labels none = {0};
    bool names = options->columns && selection_has_names(options->columns);
    if (!options->columns)
        return STATUS_OK;
    if (names && options->header == SETTING_NO)
        return error_set(error, STATUS_USAGE,
                         "'%s' names a column, and --header=no says that none has a name",
                         options->columns);
    enum status status = selection_resolve(&layout->selection, options->columns,
                                           names ? cells : &none, layout->fields, name, error);
    if (status == STATUS_OK && options->labels == SETTING_YES && layout->selection.places[0])
        return error_set(error, STATUS_FAILED,
                         "%s: column 1 is chosen, and --labels says that it holds labels", name);
    return status;
}

/* The error for a row that is neither header nor data. Among names the typo is to blame, among
 * numbers the first that is none. */
static enum status refuse_row(const struct census *census, const struct labels *cells,
                              struct place *place, char delimiter, struct error *error)
{
    bool typo_first = census->typo && (census->typo < census->text || !census->text);
    place->field = typo_first || !census->numbers ? census->typo : census->text;
    bool labels = place->field == 1 && census->numbers && census->texts + census->typos == 1;
    size_t length;
    const char *text = labels_get(cells, place->field - 1, &length);
    return cell_not_number(error, place, text, length, delimiter,
                           labels ? remedy_labels_or_header : remedy_header);
}

/* Whether the row begins with an empty cell. */
static bool is_unnamed(const struct labels *cells)
{
    size_t length;
    labels_get(cells, 0, &length);
    return length == 0;
}

/* The error for numbers after an empty cell: column names that are numbers, most likely. */
static enum status refuse_corner(const struct place *place, const char *what, struct error *error)
{
    return error_set(error, STATUS_FAILED,
                     "%s:%zu: field %zu: %s; if this row is a header, use --header=yes, or if it "
                     "is data, --header=no",
                     place->name, place->line, place->field, what);
}

enum status layout_first_row(struct layout *layout, const struct reader_options *options,
                             struct labels *cells, const char *name, size_t line,
                             struct error *error)
{
    layout->fields = cells->count;
    layout->line = line;
    enum status status = select_columns(layout, options, cells, name, error);
    if (status == STATUS_OK)
        status = find_group(layout, options, cells, name, error);
    if (status != STATUS_OK)
        return status;
    if (options->header == SETTING_YES || has_names(options)) {
        take_header(layout, options, cells);
        return STATUS_OK;
    }
    if (options->header == SETTING_NO) {
        layout->has_labels = options->labels == SETTING_YES;
        layout->settled = true;
        return STATUS_OK;
    }
    const struct census census = take_census(layout, cells, options);
    bool corner = census.first_is_empty && census.numbers && !census.texts && !census.typos;
    enum corner least = census.counts ? CORNER_COUNTS : CORNER_HEADER;
    bool heads = corner && options->corner >= least;
    if ((heads && options->missing == MISSING_ERROR) ||
        (census.texts && !census.numbers && !census.typos)) {
        take_header(layout, options, cells);
        return STATUS_OK;
    }
    struct place place = {name, line, 1};
    if (census.text || census.typo)
        return refuse_row(&census, cells, &place, options->delimiter, error);
    /* An index column's empty corner before column names that are numbers. */
    if (corner && options->missing == MISSING_ERROR)
        return cell_missing(error, &place, remedy_header_short);
    if (heads)
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field 1: an empty cell before numbers; if this row is a header, "
                         "name the column, or if it is data, write NA",
                         name, line);
    if (corner && census.counts)
        return refuse_corner(&place, "an empty cell before 0, 1, ...", error);
    if (options->labels == SETTING_YES && census.numbers && !census.empty && is_unnamed(cells))
        return refuse_corner(&place, "an empty label before numbers", error);
    layout->has_labels = options->labels == SETTING_YES;
    layout->settled = true;
    return STATUS_OK;
}

void layout_first_cell(struct layout *layout, enum cell first)
{
    layout->has_labels = first == CELL_TEXT || first == CELL_DATE;
    layout->settled = true;
}

void layout_free(struct layout *layout)
{
    labels_free(&layout->header);
    selection_free(&layout->selection);
}
