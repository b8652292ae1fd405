/* Header row and label column, judged or asked for; see layout.h.
 *
 * A first row is a header if it names columns and no cell of it, the label's aside, is a number,
 * missing or nearly a number; or if it is quoted throughout and no row below it is. A row of
 * numbers is data. What is between the two is an error: to take it for a header would lose a row of
 * data to a typo. Labels are the first column where most of its cells are names, or where its
 * header cell is empty. */
#include "table/layout.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "table/near.h"
#include "table/remedy.h"

/* All that a judgement is made from. */
struct matter {
    struct layout *layout;
    const struct reader_options *options;
    const struct evidence *evidence;
    const char *name;
    struct error *error;
};

/* How many cells of the first row are of each kind, the label's aside. */
struct census {
    size_t numbers, missing, empty, names, near;
    size_t name, odd; /* the first field that is a name, and that is near a number; 0: none */
    bool corner;      /* field 1 is empty, as above a column of labels */
};

static bool is_nothing(const struct census *census)
{
    return census->numbers + census->missing + census->names + census->near == 0;
}

static const struct labels *cells_of(const struct matter *matter)
{
    return matter->layout->is_short ? &matter->layout->header : &matter->evidence->first;
}

/* Whether the first field of the first row is empty. */
static bool is_unnamed(const struct labels *cells)
{
    size_t length;
    labels_get(cells, 0, &length);
    return length == 0;
}

static bool is_text(enum kind kind)
{
    return kind == KIND_NAMES || kind == KIND_NEITHER;
}

/* Where text is kept: whether a column is text below the first row, whose cell may be anything. */
static bool is_text_below(const struct matter *matter, size_t field)
{
    return matter->options->keep_text && matter->evidence->rows > 1 &&
           is_text(evidence_kind(matter->evidence, field, false));
}

/* Whether there are numbers below the first row. */
static bool has_numbers_below(const struct matter *matter)
{
    for (size_t field = 1; field <= matter->layout->fields; field++)
        if (evidence_kind(matter->evidence, field, false) == KIND_NUMBERS)
            return true;
    return false;
}

/* Whether the options list the field as a feature. A list of what not to choose lists none. */
static bool is_chosen(const struct matter *matter, size_t field)
{
    const struct selection *selection = &matter->layout->selection;
    return selection->places && selection->places[field - 1] &&
           !selection_is_all_but(matter->options->columns);
}

static struct census take_census(const struct matter *matter, size_t label)
{
    struct census census = {.corner = is_unnamed(cells_of(matter))};
    const struct layout *layout = matter->layout;
    const bool numbers = matter->options->keep_text && has_numbers_below(matter);
    for (size_t field = 1; field <= layout->fields; field++) {
        const bool shown =
            layout->cells.places && layout->cells.places[field - 1] && !is_chosen(matter, field);
        if (field == label || !layout_is_feature(layout, field) || shown ||
            (numbers && is_text_below(matter, field)))
            continue;
        const enum cell cell = evidence_cell(matter->evidence, field);
        census.numbers += cell == CELL_NUMBER || cell == CELL_VECTOR;
        census.missing += cell == CELL_MISSING && !(field == 1 && census.corner);
        size_t length;
        labels_get(cells_of(matter), field - 1, &length);
        census.empty += field > 1 && !length;
        census.names += cell == CELL_NAME;
        census.near += cell == CELL_NEAR;
        if (cell == CELL_NAME && !census.name)
            census.name = field;
        if (cell == CELL_NEAR && !census.odd)
            census.odd = field;
    }
    return census;
}

/* A column that is only to be left out need not be there. */
static bool is_stray(const struct reader_options *options, int kind)
{
    return (kind == TEXT_CLASS && options->stray_class) ||
           (kind == TEXT_CELL && options->stray_cells);
}

static bool has_named_texts(const struct reader_options *options)
{
    bool named = false;
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        named |= options->texts[kind] && !is_stray(options, kind) &&
                 selection_has_names(options->texts[kind]);
    return named;
}

/* Whether the options call a column by its name, so that there must be a header. */
static bool has_names(const struct reader_options *options)
{
    return (options->columns && selection_has_names(options->columns)) ||
           has_named_texts(options) || (options->label && selection_has_names(options->label));
}

/* Chooses the fields that a list of the options means. */
static enum status resolve(const struct matter *matter, struct selection *selection,
                           const char *list)
{
    const struct labels none = {0};
    bool named = selection_has_names(list);
    if (named && matter->options->header == SETTING_NO)
        return error_set(matter->error, STATUS_USAGE,
                         "'%s' names a column, and --header=no says that none has a name", list);
    return selection_resolve(selection, list, named ? cells_of(matter) : &none,
                             matter->layout->fields, matter->name, matter->error);
}

/* Finds the one field that a list of the options means. */
static enum status find_field(const struct matter *matter, const char *list, size_t *field)
{
    struct selection one = {0};
    if (!list)
        return STATUS_OK;
    enum status status = resolve(matter, &one, list);
    if (status != STATUS_OK)
        return status;
    *field = one.count == 1 ? one.fields[0] : 0;
    selection_free(&one);
    return *field ? STATUS_OK
                  : error_set(matter->error, STATUS_USAGE, "'%s' is more than one column", list);
}

/* Whether a file has the column of text that is only to be left out. */
static bool has_stray(const struct matter *matter, const char *name)
{
    const size_t class_of = matter->options->class_of;
    if (!selection_has_names(name))
        return class_of == SIZE_MAX || class_of == matter->layout->fields;
    return labels_hold(cells_of(matter), name, strlen(name));
}

/* Finds the column whose text of a kind is kept; what it holds is for messages. */
static enum status find_text(const struct matter *matter, enum text_kind kind, const char *holds)
{
    const char *list = matter->options->texts[kind];
    const bool stray = kind == TEXT_CLASS && matter->options->stray_class;
    size_t *field = &matter->layout->texts[kind];
    if (!list || (stray && !has_stray(matter, list)))
        return STATUS_OK;
    enum status status = find_field(matter, list, field);
    if (status != STATUS_OK || !is_chosen(matter, *field))
        return status;
    return error_set(matter->error, STATUS_FAILED,
                     "%s: column %zu holds %s, and is chosen as a feature", matter->name, *field,
                     holds);
}

/* Chooses of the columns in a list those that the file has, where they are only to be left out. */
static enum status find_stray_cells(const struct matter *matter, const char *list)
{
    struct layout *layout = matter->layout;
    char *item = memory_new(strlen(list) + 1, 1);
    enum status status = item && selection_none(&layout->cells, layout->fields)
                             ? STATUS_OK
                             : error_memory(matter->error, "the columns");
    while (status == STATUS_OK && *list) {
        const size_t length = strcspn(list, ",");
        struct selection found = {0};
        memcpy(item, list, length);
        item[length] = '\0';
        if (has_stray(matter, item))
            status = resolve(matter, &found, item);
        for (size_t i = 0; i < found.count; i++)
            if (!layout->cells.places[found.fields[i] - 1])
                selection_add(&layout->cells, found.fields[i]);
        selection_free(&found);
        list += length + (list[length] == ',');
    }
    free(item);
    return status;
}

/* Finds the columns whose texts are kept as cells. */
static enum status find_cells(const struct matter *matter)
{
    const char *list = matter->options->texts[TEXT_CELL];
    if (!list)
        return STATUS_OK;
    return matter->options->stray_cells ? find_stray_cells(matter, list)
                                        : resolve(matter, &matter->layout->cells, list);
}

/* Finds the fields that the options name: features, texts and label. */
static enum status find_fields(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    const struct reader_options *options = matter->options;
    enum status status = STATUS_OK;
    if (options->columns)
        status = resolve(matter, &layout->selection, options->columns);
    if (status == STATUS_OK)
        status = find_text(matter, TEXT_GROUP, "groups");
    if (status == STATUS_OK)
        status = find_text(matter, TEXT_CLASS, "classes");
    if (status == STATUS_OK)
        status = find_cells(matter);
    if (status == STATUS_OK && options->labels == SETTING_YES) {
        layout->label = 1;
        layout->labels_because = "--labels";
        status = find_field(matter, options->label, &layout->label);
    }
    if (status != STATUS_OK)
        return status;
    const size_t group = layout->texts[TEXT_GROUP];
    if (group && group == layout->label)
        return error_set(matter->error, STATUS_FAILED,
                         "%s: column %zu holds groups, and --labels says that it holds labels",
                         matter->name, group);
    if (layout->label && is_chosen(matter, layout->label))
        return error_set(matter->error, STATUS_FAILED,
                         "%s: column %zu is chosen, and --labels says that it holds labels",
                         matter->name, layout->label);
    return STATUS_OK;
}

/* Whether the first column may hold labels that nobody has asked for. */
static bool may_be_labels(const struct matter *matter)
{
    return matter->options->labels == SETTING_AUTO && matter->layout->fields > 1 &&
           matter->layout->texts[TEXT_GROUP] != 1;
}

/* The error for a row that is neither header nor data. Among names the cell near a number is to
 * blame, among numbers the first that is none. */
static enum status refuse_row(const struct matter *matter, const struct census *census)
{
    const bool odd =
        census->odd && (census->odd < census->name || !census->name || !census->numbers);
    const struct place place = {matter->name, matter->evidence->line,
                                odd ? census->odd : census->name};
    const bool label = place.field == 1 && census->numbers && census->names + census->near == 1 &&
                       matter->options->labels == SETTING_AUTO;
    size_t length;
    const char *text = labels_get(cells_of(matter), place.field - 1, &length);
    const char *remedy = label ? remedy_labels_or_header : remedy_header;
    /* What is nearly a number names nothing. */
    if (odd && !census->names && near_number(text, length))
        remedy = NULL;
    else if (matter->options->side_file)
        remedy = label ? remedy_side_labels : remedy_side_header;
    return remedy_not_number(matter->error, &place, text, length, matter->options->delimiter,
                             remedy);
}

/* The error for a name before numbers, which may be names themselves. */
static enum status refuse_labels(const struct matter *matter)
{
    const struct place place = {matter->name, matter->evidence->line, 1};
    size_t length;
    const char *text = labels_get(cells_of(matter), 0, &length);
    const char *remedy = matter->evidence->rows > 1 ? remedy_labels_or_header : remedy_labels;
    if (matter->options->side_file)
        remedy = remedy_side_labels;
    return remedy_not_number(matter->error, &place, text, length, matter->options->delimiter,
                             remedy);
}

/* The error for a first row that may be a header as well as data. */
static enum status ask(const struct matter *matter, const char *what)
{
    const char *remedy =
        matter->options->side_file
            ? "if this row is a header, name the columns in words, or if it is data, write 0.0"
            : "if this row is a header, use --header=yes, or if it is data, --header=no";
    return error_set(matter->error, STATUS_FAILED, "%s:%zu: field 1: %s; %s", matter->name,
                     matter->evidence->line, what, remedy);
}

/* Numbers after an empty cell: column names that are numbers, most likely. In files beside the
 * sequences they are, if they count from 0, or where the sequences have headers. */
static enum status judge_corner(const struct matter *matter, bool *header)
{
    const struct reader_options *options = matter->options;
    const bool counted = matter->evidence->counted;
    *header = options->corner >= (counted ? CORNER_COUNTS : CORNER_HEADER);
    if (*header && options->missing == MISSING_ERROR)
        return STATUS_OK;
    const struct place place = {matter->name, matter->evidence->line, 1};
    if (options->side_file && options->missing == MISSING_ERROR)
        return remedy_missing_cell(matter->error, &place, remedy_header_short);
    if (options->side_file)
        return error_set(matter->error, STATUS_FAILED,
                         "%s:%zu: field 1: an empty cell before numbers; if this row is a header, "
                         "name the column, or if it is data, write NA",
                         matter->name, matter->evidence->line);
    return ask(matter, counted ? "an empty cell before 0, 1, ..." : "an empty cell before numbers");
}

/* The value of a number of the first row; NaN if the cell is something else. */
static double first_value(const struct matter *matter, size_t field)
{
    double value;
    size_t length;
    const char *text = labels_get(cells_of(matter), field - 1, &length);
    return layout_read(matter->options, text, length, PRECISION_DOUBLE, &value) == CELL_NUMBER
               ? value
               : NAN;
}

/* Whether a column is called as an index is. */
static bool is_index_name(const char *name, size_t length)
{
    static const char *const names[] = {
        "id",  "index", "unnamed: 0", "idx",     "row", "row id", "rownames", "row names",
        "no.", "...1",  "nr",         "level_0", "uid", "pid",    "rowid",    "#"};
    if (length > 1 && *name == '#') {
        name++;
        length--;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (length == strlen(names[i]) && !strncasecmp(name, names[i], length))
            return true;
    return length > 3 && strchr("_ .-", name[length - 3]) &&
           !strncasecmp(name + length - 2, "id", 2);
}

/* Whether a name is one that people put above labels. */
static bool is_label_name(const char *name, size_t length)
{
    static const char *const names[] = {"name",  "names", "label", "labels", "word",
                                        "token", "key",   "item",  "sample", "variable"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (length == strlen(names[i]) && !strncasecmp(name, names[i], length))
            return true;
    return is_index_name(name, length);
}

/* Whether numbers after the label of the first row may be names: they are counted from 0 or 1, or
 * years, or whole and ascending above numbers that are not whole, or whole after a word that stands
 * above labels. */
static bool may_be_names(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    const size_t fields = matter->layout->fields;
    /* Where every row is quoted, that says nothing. */
    const bool quoted = evidence->first_quoted && evidence->quoted + 1 < evidence->rows;
    bool years = true, ones = fields > 3, ascending = evidence->fraction[1] && fields > 2;
    double before = -INFINITY;
    size_t length;
    const char *title = labels_get(cells_of(matter), 0, &length);
    for (size_t field = 2; field <= fields; field++) {
        if (!layout_is_feature(matter->layout, field))
            continue;
        const double value = first_value(matter, field);
        if (floor(value) != value)
            return quoted;
        years &= value >= 1000 && value < 3000;
        ones &= value == (double)field - 1;
        ascending &= value > before;
        before = value;
    }
    return evidence->counted || quoted || years || ones || ascending ||
           is_label_name(title, length);
}

/* Whether the first row is two or more years, one after the other, above numbers that are none. */
static bool is_years(const struct matter *matter)
{
    double before = 1799;
    for (size_t field = 1; field <= matter->layout->fields; field++) {
        const double value = first_value(matter, field);
        if (!(value > before && value <= 2100 && floor(value) == value))
            return false;
        before = value;
    }
    return matter->layout->fields > 1 && matter->evidence->no_year;
}

/* A name before numbers, and names below it: a row like the others, or a header above labels. */
static enum status judge_labelled(const struct matter *matter)
{
    if (matter->layout->label && (matter->evidence->rows < 2 || matter->options->side_file))
        return STATUS_OK;
    if (matter->evidence->rows < 2 || matter->options->side_file)
        return refuse_labels(matter);
    return may_be_names(matter) ? ask(matter, "the numbers after this name may be names of columns")
                                : STATUS_OK;
}

/* Whether the first row is a header. */
static enum status judge_header(const struct matter *matter, bool *header)
{
    const struct evidence *evidence = matter->evidence;
    struct layout *layout = matter->layout;
    const size_t below = evidence->rows - 1;
    const bool aside =
        may_be_labels(matter) && (evidence_kind(evidence, 1, true) == KIND_NAMES ||
                                  (below && evidence_kind(evidence, 1, false) == KIND_NAMES));
    const size_t label = layout->label ? layout->label : aside;
    const struct census census = take_census(matter, label);
    const bool quoted = evidence->first_quoted && below && evidence->bare == below;
    *header = true;
    if (quoted && !(census.empty && census.names)) {
        layout->header_because = "it is quoted, and the numbers below it are not";
        return STATUS_OK;
    }
    if (census.names && !census.numbers && !census.missing && !census.near) {
        layout->header_because = "no cell of it is a number";
        return STATUS_OK;
    }
    if (census.corner && census.numbers && !census.names && !census.near && !census.missing) {
        layout->header_because = "an empty cell stands before its numbers";
        return judge_corner(matter, header);
    }
    *header = false;
    if (census.names || census.near)
        return refuse_row(matter, &census);
    if (is_nothing(&census) && layout->texts[TEXT_CLASS])
        return ask(matter, "this may be a class, or the name of the classes' column");
    if (evidence->first_quoted && census.numbers && evidence->quoted < below)
        return ask(matter, "this row is quoted, and not every row below it");
    if (label == 1 && census.numbers + census.missing &&
        evidence_kind(evidence, 1, true) == KIND_NAMES)
        return judge_labelled(matter);
    /* Without labels the first number is counted, too. */
    if (evidence->counted && (label || first_value(matter, 1) == 0) &&
        census.numbers + (label != 0) == layout->fields && below &&
        (evidence->fraction[1] || (evidence->fraction[0] && label != 1)))
        return ask(matter, "0, 1, ... above numbers that are not whole may be names");
    if (below && !label && is_years(matter))
        return ask(matter, "years above numbers that are none may be names");
    return STATUS_OK;
}

/* What begins a comment is no name of a column. */
static const char *comment_at(const struct matter *matter)
{
    size_t length;
    const char *text = labels_get(&matter->evidence->first, 0, &length);
    return length && matter->options->header != SETTING_YES ? remedy_for_row(*text) : NULL;
}

/* Whether every row, the header aside, may be one number with commas between its thousands. */
static bool may_be_thousands(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    const struct reader_options *options = matter->options;
    return options->guessed && options->delimiter == ',' && options->decimal == DECIMAL_POINT &&
           !options->side_file && evidence->grouped + 1 == evidence->rows;
}

/* A column of numbers with decimal commas looks like R's row names and whole numbers; so does one
 * beside names with blanks between them. */
static enum status check_decimal_comma(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    const struct reader_options *options = matter->options;
    const struct place place = {matter->name, evidence->line, 1};
    const bool blanks = evidence->blanks + 1 == evidence->rows;
    if (!matter->layout->is_short || evidence->first.count != 1 || options->delimiter != ',' ||
        !options->guessed || options->labels == SETTING_YES || !evidence->unquoted ||
        evidence->fraction[1] || (!blanks && evidence_kind(evidence, 1, false) != KIND_NUMBERS))
        return STATUS_OK;
    if (blanks)
        return error_set(matter->error, STATUS_FAILED,
                         "%s:%zu: one cell, but the rows below have a comma after a blank and "
                         "digits; if blanks separate the cells, use --decimal=, --delimiter=space, "
                         "or if commas do, --labels=yes",
                         place.name, place.line);
    const char *comment = comment_at(matter);
    return error_set(matter->error, STATUS_FAILED,
                     "%s:%zu: one cell, but the rows below have a comma; %s%sif it is the decimal "
                     "mark, use --decimal=, --delimiter=';', or if it separates labels from "
                     "numbers, --labels=yes, or if this line is no part of the table, --skip=%zu%s",
                     place.name, place.line, comment ? comment : "", comment ? ", or " : "",
                     evidence->second_line - 1,
                     may_be_thousands(matter)
                         ? ", or if it separates thousands, take it out: tr -d , < FILE | attn ..."
                         : "");
}

static const char ask_thousands[] =
    "every row may be one number with commas between its thousands; if it is, take them out first: "
    "tr -d , < FILE | attn ..., or if they separate the cells, use --delimiter=,";

/* Numbers with commas between their thousands look like rows of cells, but for those that begin
 * with a zero, or where some of the numbers have fewer commas. */
static enum status check_thousands(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    const size_t fields = evidence->first.count;
    if (!may_be_thousands(matter) || !evidence->first_grouped ||
        evidence->thousands < THOUSANDS_EXACT)
        return STATUS_OK;
    if (evidence->rows > 1 && (evidence->others || evidence->second != fields))
        return error_set(matter->error, STATUS_FAILED,
                         "%s:%zu: %zu field%s, but not in every row; if commas separate thousands, "
                         "take them out first: tr -d , < FILE | attn ...",
                         matter->name, evidence->line, fields, text_plural(fields));
    if (evidence->thousands != THOUSANDS_PADDED)
        return STATUS_OK;
    return error_set(matter->error, STATUS_FAILED, "%s:%zu: %s", matter->name,
                     matter->evidence->line, ask_thousands);
}

/* Whether the first row may be word2vec's: how many vectors there are, and how wide. */
static bool is_word2vec(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    if (evidence->first.count != 2 || evidence->rows < 2)
        return false;
    const double count = first_value(matter, 1), width = first_value(matter, 2);
    if (floor(count) != count || count < 1 || width + 1 != (double)evidence->second ||
        evidence_kind(evidence, 1, false) != KIND_NAMES)
        return false;
    return evidence->second > 2 ||
           (matter->options->labels == SETTING_AUTO && count + 1 == (double)evidence->rows);
}

/* R leaves the cell above the names of the rows out. */
static bool is_short(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    const struct reader_options *options = matter->options;
    const size_t fields = evidence->first.count;
    if (evidence->rows < 2 || evidence->second != fields + 1 || evidence->others ||
        evidence->second_names == fields || options->header == SETTING_NO ||
        options->labels == SETTING_NO)
        return false;
    if (options->header == SETTING_YES ||
        (evidence->first_quoted && evidence->bare == evidence->rows - 1))
        return true;
    /* A single row may have a stray delimiter, unless that is a blank, or it begins with a name. */
    if (evidence->rows == 2 && options->delimiter != ' ' &&
        evidence_kind(evidence, 1, false) != KIND_NAMES)
        return false;
    for (size_t field = 1; field <= fields; field++)
        if (evidence_cell(evidence, field) != CELL_NAME)
            return false;
    return true;
}

static bool copy_header(const struct matter *matter, bool with_corner)
{
    struct labels *header = &matter->layout->header;
    const struct labels *first = &matter->evidence->first;
    if (with_corner && !labels_add(header, "", 0))
        return false;
    for (size_t i = 0; i < first->count; i++) {
        size_t length;
        const char *text = labels_get(first, i, &length);
        if (!labels_add(header, text, length))
            return false;
    }
    return true;
}

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether a column is a feature that nobody has asked for. */
static bool is_guess(const struct matter *matter, size_t field)
{
    return layout_is_feature(matter->layout, field) && !is_chosen(matter, field);
}

/* Whether the first column is one, and holds whole numbers. */
static bool may_be_index(const struct matter *matter)
{
    return matter->evidence->distinct && matter->evidence->id_count > 1 && is_guess(matter, 1);
}

enum { SOME = 4 }; /* so many numbers in a row are no accident */

/* Whether the first row counts the columns from 0. */
static bool is_column_count(const struct matter *matter)
{
    return !matter->layout->has_header && matter->options->header == SETTING_AUTO &&
           matter->evidence->counted && first_value(matter, 1) == 0 &&
           matter->layout->fields >= SOME && matter->evidence->rows > 1;
}

/* Whether its rows, without a header, are counted from 0 or 1. */
static bool is_row_count(const struct matter *matter)
{
    const double *ids = matter->evidence->ids, first = first_value(matter, 1);
    if (matter->layout->has_header || !may_be_index(matter) || (first != 0 && first != 1) ||
        matter->evidence->id_count < SOME)
        return false;
    for (size_t i = 0; i < matter->evidence->id_count; i++)
        if (ids[i] != first + (double)(i + 1))
            return false;
    return true;
}

/* Whether columns 1 and 2, without a header, count the rows in groups: 1 1, 1 2, 2 1, 2 2. */
static bool is_group_count(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    return !matter->layout->has_header && !evidence->strays && evidence->steps && evidence->turns &&
           evidence->rows >= SOME && matter->layout->fields > 2 && is_guess(matter, 1) &&
           is_guess(matter, 2);
}

/* Whether a single row without a header has a 0 before numbers that a program has written, with all
 * their decimals: it writes 0.0 for a number. */
static bool is_lone_count(const struct matter *matter)
{
    enum { LONG = 10 };
    const struct labels *cells = cells_of(matter);
    size_t length;
    const char *zero = labels_get(cells, 0, &length);
    if (matter->evidence->rows != 1 || length != 1 || *zero != '0' || !is_guess(matter, 1) ||
        matter->layout->fields < 3)
        return false;
    for (size_t field = 2; field <= matter->layout->fields; field++) {
        const char *text = labels_get(cells, field - 1, &length);
        if (length < LONG || !memchr(text, '.', length))
            return false;
    }
    return true;
}

/* Whether the first rows hold whole numbers, and no row below them does. */
static bool are_wholes_above(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    return !matter->layout->has_header && matter->options->header == SETTING_AUTO &&
           evidence->lead && evidence->decided > 2 && !evidence->mixed &&
           matter->layout->fields > 1;
}

/* Whether the first column is called as an index is, and no two rows have the same whole number
 * there. */
static bool is_id(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    size_t length;
    if (!matter->layout->has_header || !may_be_index(matter))
        return false;
    const char *name = labels_get(&matter->layout->header, 0, &length);
    if (!is_index_name(name, length))
        return false;
    qsort(evidence->ids, evidence->id_count, sizeof *evidence->ids, compare_numbers);
    for (size_t i = 1; i < evidence->id_count; i++)
        if (evidence->ids[i] == evidence->ids[i - 1])
            return false;
    return true;
}

static bool judge_kinds(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    layout->kinds = memory_new(layout->fields, 1);
    for (size_t field = 1; layout->kinds && field <= layout->fields; field++)
        layout->kinds[field - 1] =
            (unsigned char)evidence_kind(matter->evidence, field, !layout->has_header);
    return layout->kinds != NULL;
}

/* Whether the first column is quoted, without need, and not every other is, in a file without a
 * header: R's row names. */
static bool may_be_quoted_labels(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    return !matter->layout->has_header && evidence->rows > 1 && evidence->all_start_quoted &&
           !evidence->first_quoted && !evidence->quoted && !evidence->inner_comma &&
           !is_chosen(matter, 1);
}

/* The error for a column that may be labels as well as a feature. */
static enum status ask_labels(const struct matter *matter)
{
    return error_set(
        matter->error, STATUS_FAILED,
        "%s:%zu: field 1: the first column is quoted, and others are not; if it holds labels, "
        "use --labels=yes, or if it is a feature, --labels=no",
        matter->name, matter->evidence->line);
}

/* What another reader might see in numbers that are read as numbers. */
static const char *find_doubt(const struct matter *matter)
{
    if (is_id(matter))
        return "column 1 holds distinct whole numbers under the name of an index, and is used as a "
               "feature; if it names the rows, use --labels=yes, or if it is a feature, "
               "--labels=no";
    if (is_group_count(matter))
        return "columns 1 and 2 count the rows in groups, and are used as features; if they name "
               "them, use --columns=-1,-2, or if they are features, --labels=no";
    if (is_row_count(matter) || is_lone_count(matter))
        return "column 1 counts the rows, and is used as a feature; if it names them, use "
               "--labels=yes, or if it is a feature, --labels=no";
    return NULL;
}

/* Points between semicolons may separate thousands, as they do in German. */
static const char *find_points(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    if (!evidence->points || evidence->decimals)
        return NULL;
    return "every point stands before three digits, and is read as the decimal mark; if points "
           "separate thousands, take them out first";
}

/* The same of the first rows, and of what may separate thousands. */
static const char *find_doubt_of_rows(const struct matter *matter)
{
    if (is_column_count(matter))
        return "the first row counts the columns, and is read as data; if it names them, use "
               "--header=yes, or if it is data, --header=no";
    if (are_wholes_above(matter))
        return matter->evidence->lead == 1
                   ? "the first row holds whole numbers, and no row below it does; if it names the "
                     "columns, use --header=yes, or if it is data, --header=no"
                   : "the first two rows hold whole numbers, and no row below them does; if they "
                     "name the columns, use --skip=2, or if they are data, --header=no";
    if (may_be_thousands(matter) && matter->evidence->first_grouped &&
        matter->evidence->thousands == THOUSANDS_EXACT)
        return ask_thousands;
    return find_points(matter);
}

/* Where text is kept, numbers with decimal commas are it. */
static const char *find_commas(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    for (size_t field = 1; field <= matter->layout->fields && field <= evidence->columns; field++) {
        const struct tally *tally = &evidence->below[field - 1];
        if (matter->options->keep_text && is_text((enum kind)matter->layout->kinds[field - 1]) &&
            2 * (size_t)tally->commas > (size_t)tally->numbers + tally->names + tally->near)
            return "numbers with a comma are read as text; if the comma is the decimal mark, use "
                   "--decimal=, or if it separates thousands, take it out first";
    }
    return NULL;
}

/* Finds the label column where the options leave that to the file. */
static enum status judge_labels(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    const enum kind first = (enum kind)layout->kinds[0];
    if (!may_be_labels(matter) || (matter->options->keep_text && is_chosen(matter, 1)))
        return STATUS_OK;
    if (layout->has_header && is_unnamed(&layout->header))
        layout->labels_because = layout->is_short ? "the header is one cell shorter than the rows"
                                                  : "its header cell is empty";
    else if (first == KIND_NAMES)
        layout->labels_because = "most of its cells are names";
    else {
        layout->doubt = find_doubt(matter);
        return may_be_quoted_labels(matter) ? ask_labels(matter) : STATUS_OK;
    }
    layout->label = 1;
    if (!is_chosen(matter, 1))
        return STATUS_OK;
    return error_set(matter->error, STATUS_FAILED,
                     "%s: column 1 is chosen as a feature, but holds labels: %s; columns are "
                     "counted in the file as it stands; leave it out%s",
                     matter->name, layout->labels_because,
                     first == KIND_NUMBERS ? ", or if it is a feature, use --labels=no" : "");
}

/* Labels that all hold another delimiter beside a digit are rows cut in the wrong place. */
static enum status check_delimited(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    if (!matter->options->guessed || matter->layout->label != 1 || !evidence->rows)
        return STATUS_OK;
    const bool alone = evidence->rows == 1 && !matter->layout->has_header;
    size_t length;
    const char *first = labels_get(cells_of(matter), 0, &length);
    for (size_t i = 0; i < EVIDENCE_DELIMITERS; i++)
        if (evidence_delimiters[i] != matter->options->delimiter &&
            (alone ? evidence_has_delimiter(first, length, evidence_delimiters[i])
                   : evidence->rows > 1 && evidence->delimited[i] == evidence->rows - 1))
            return remedy_other_delimiter(matter->error, matter->name, evidence_delimiters[i],
                                          matter->options->delimiter);
    return STATUS_OK;
}

/* Where text is kept, finds the columns of it. */
static enum status find_text_cells(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    size_t count = 0;
    for (size_t field = 1; field <= layout->fields; field++)
        count += layout_is_feature(layout, field) && is_text((enum kind)layout->kinds[field - 1]);
    if (!matter->options->keep_text || !count)
        return STATUS_OK;
    if (!selection_none(&layout->cells, layout->fields))
        return error_memory(matter->error, "the columns");
    const size_t features = layout_features(layout);
    for (size_t i = 0; i < features; i++) {
        const size_t field = layout_field(layout, i);
        if (layout_is_feature(layout, field) && is_text((enum kind)layout->kinds[field - 1]))
            selection_add(&layout->cells, field);
    }
    return STATUS_OK;
}

/* The columns whose text is kept are no features; those that the options show may be, where they
 * list them. With keep_text it stays known in which order all of them were asked for. */
static enum status leave_cells_out(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    struct selection *features = &layout->selection;
    const struct selection *cells = &layout->cells;
    if (matter->options->keep_text) {
        layout->asked = memory_new(features->count, sizeof *layout->asked);
        if (!layout->asked)
            return error_memory(matter->error, "the columns");
        memcpy(layout->asked, features->fields, features->count * sizeof *layout->asked);
    }
    const char *list = matter->options->columns;
    const bool stay = !matter->options->keep_text && list && !selection_is_all_but(list);
    size_t kept = 0;
    for (size_t i = 0; i < features->count; i++) {
        const size_t field = features->fields[i];
        const bool out = cells->places[field - 1] && !stay;
        features->places[field - 1] = out ? 0 : kept + 1;
        if (!out)
            features->fields[kept++] = field;
    }
    features->count = kept;
    return STATUS_OK;
}

/* Features are the fields that the options list, or all but those; the label, the group, the class
 * and text are none. */
static enum status leave_out(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    const bool listed = layout->selection.places != NULL;
    const bool none = matter->options->no_features;
    const size_t others[] = {layout->label, layout->texts[TEXT_GROUP], layout->texts[TEXT_CLASS]};
    if (!listed && !none && !others[1] && !others[2] && layout->label <= 1 && !layout->cells.count)
        return STATUS_OK;
    if (!listed && !selection_all(&layout->selection, layout->fields))
        return error_memory(matter->error, "the chosen columns");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i])
            selection_leave_out(&layout->selection, others[i], layout->fields);
    if (none)
        selection_leave_all_out(&layout->selection, layout->fields);
    return layout->cells.count ? leave_cells_out(matter) : STATUS_OK;
}

/* Numbers the fields whose text is kept. */
static enum status number_names(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    layout->names = memory_new(layout->fields, sizeof *layout->names);
    if (!layout->names)
        return error_memory(matter->error, "the columns");
    if (layout->label)
        layout->names[layout->label - 1] = 1;
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        if (layout->texts[kind] && !is_stray(matter->options, kind))
            layout->names[layout->texts[kind] - 1] = 1;
    for (size_t i = 0; i < layout->cells.count && !is_stray(matter->options, TEXT_CELL); i++)
        layout->names[layout->cells.fields[i] - 1] = 1;
    for (size_t field = 1; field <= layout->fields; field++)
        if (layout->names[field - 1])
            layout->names[field - 1] = ++layout->name_count;
    return STATUS_OK;
}

/* Finds the fields that hold vectors, and where their numbers go. */
static enum status find_vectors(const struct matter *matter)
{
    struct layout *layout = matter->layout;
    const size_t features = layout_features(layout);
    size_t vectors = 0;
    for (size_t i = 0; i < features; i++)
        vectors += evidence_width(matter->evidence, layout_field(layout, i)) != 0;
    if (!vectors)
        return STATUS_OK;
    layout->widths = memory_new(layout->fields, sizeof *layout->widths);
    layout->firsts = memory_new(layout->fields, sizeof *layout->firsts);
    if (!layout->widths || !layout->firsts)
        return error_memory(matter->error, "the columns");
    for (size_t i = 0; i < features; i++) {
        const size_t field = layout_field(layout, i);
        const size_t width = evidence_width(matter->evidence, field);
        layout->widths[field - 1] = width;
        layout->firsts[field - 1] = layout->numbers;
        layout->numbers += width ? width : 1;
    }
    return STATUS_OK;
}

/* Whether the first row has a name in its first cell and nothing in the others. */
static bool is_lone(const struct evidence *evidence)
{
    size_t length;
    for (size_t i = 1; i < evidence->first.count; i++)
        if (labels_get(&evidence->first, i, &length), length != 0)
            return false;
    return evidence->first.count > 1 && evidence_cell(evidence, 1) == CELL_NAME;
}

/* Between blanks, a lone mark of comments before a name begins a comment, or is a name. */
static enum status check_lone_mark(const struct matter *matter)
{
    size_t length;
    const char *comment = comment_at(matter);
    labels_get(&matter->evidence->first, 0, &length);
    if (matter->options->delimiter != ' ' || length != 1 || !comment ||
        matter->evidence->first.count < 2 || evidence_cell(matter->evidence, 2) != CELL_NAME)
        return STATUS_OK;
    return error_set(matter->error, STATUS_FAILED,
                     "%s:%zu: a lone mark before a name; %s, or if this row names the columns, use "
                     "--header=yes",
                     matter->name, matter->evidence->line, comment);
}

/* A title, or word2vec's count of the vectors: a first row that differs from all below it. */
static enum status check_first(const struct matter *matter)
{
    const struct evidence *evidence = matter->evidence;
    const struct reader_options *options = matter->options;
    const size_t fields = evidence->first.count, skip = evidence->second_line - 1;
    const size_t full = evidence->full_line;
    if (options->header == SETTING_AUTO && full && !has_names(options) && is_lone(evidence))
        return error_set(matter->error, STATUS_FAILED,
                         "%s:%zu: one cell, and nothing in the others; if this row is no part of "
                         "the table, use --skip=%zu, or if it is data, --header=no --missing=keep",
                         matter->name, evidence->line, full - 1);
    if (is_word2vec(matter) && !matter->layout->is_short)
        return error_set(matter->error, STATUS_FAILED,
                         "%s:%zu: these may be the number of vectors below and their width, as "
                         "word2vec writes them; if so, use --skip=%zu%s",
                         matter->name, evidence->line, skip,
                         evidence->second == 2 ? ", or if not, --labels=yes" : "");
    /* One row below may be the one that is wrong, but not where this one is a lone name. */
    const bool is_title = fields == 1 && evidence_cell(evidence, 1) == CELL_NAME;
    if (matter->layout->is_short || evidence->rows < (is_title ? 2 : 3) || evidence->others ||
        evidence->second == fields)
        return check_lone_mark(matter);
    const bool may_be_short = evidence->second == fields + 1 && !evidence->second_names &&
                              options->header == SETTING_AUTO && options->labels != SETTING_NO;
    const char *comment = comment_at(matter);
    return error_set(matter->error, STATUS_FAILED,
                     "%s:%zu: %zu field%s, but the rows below have %zu; %s%sif this row is no part "
                     "of the table, use --skip=%zu%s",
                     matter->name, evidence->line, fields, text_plural(fields), evidence->second,
                     comment ? comment : "", comment ? ", or " : "", skip,
                     may_be_short ? ", or if it names the columns but the first, --header=yes"
                                  : "");
}

/* How many cells at the end are empty in every row. */
static size_t count_empty(const struct matter *matter)
{
    const struct labels *first = &matter->evidence->first;
    size_t count = 0, length;
    while (count < first->count &&
           (labels_get(first, first->count - 1 - count, &length), length == 0))
        count++;
    const size_t tail = matter->evidence->rows > 1 ? matter->evidence->tail : count;
    return tail < count || matter->layout->is_short ? tail : count;
}

/* Appends the option that leaves these columns out, beside those that are. */
static enum status leave_tail_out(const struct matter *matter, size_t first, size_t last)
{
    const char *columns = matter->options->columns;
    const bool more = columns && selection_is_all_but(columns);
    error_append(matter->error, "--columns=%s%s-%zu", more ? columns : "", more ? "," : "", first);
    for (size_t field = first + 1; field <= last; field++)
        error_append(matter->error, ",-%zu", field);
    return STATUS_FAILED;
}

/* A delimiter at the end of every row makes a column of nothing. */
static enum status check_last(const struct matter *matter)
{
    enum { MOST = 20 };
    const struct layout *layout = matter->layout;
    size_t count = count_empty(matter), last = layout->fields;
    while (count && !layout_is_feature(layout, last)) {
        count--;
        last--;
    }
    if (!count || last < 2)
        return STATUS_OK;
    const size_t first = count < last && count <= MOST ? last + 1 - count : last;
    if (layout->is_short)
        error_set(matter->error, STATUS_FAILED,
                  "%s:%zu: every row below the header ends with a delimiter; if that ends the row, "
                  "take it off: sed -E 's/[%s]\\r?$//' FILE | attn ..., or if it begins an empty "
                  "cell, leave the column out: ",
                  matter->name, matter->evidence->second_line,
                  matter->options->delimiter == '\t' ? "\\t"
                                                     : (char[]){matter->options->delimiter, '\0'});
    else
        error_set(matter->error, STATUS_FAILED,
                  "%s:%zu: field %zu: the last column%s empty in every row; leave %s out: ",
                  matter->name, matter->evidence->line, first, first < last ? "s are" : " is",
                  first < last ? "them" : "it");
    return leave_tail_out(matter, first, last);
}

static enum status refuse_no_features(const struct matter *matter)
{
    const struct layout *layout = matter->layout;
    const char *names[] = {layout->label ? "labels" : NULL,
                           layout->texts[TEXT_CLASS] ? "classes" : NULL};
    const char *before = " besides the ";
    error_set(matter->error, STATUS_FAILED, "%s:%zu: no column", matter->name, layout->line);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!names[i])
            continue;
        error_append(matter->error, "%s%s", before, names[i]);
        before = " and the ";
    }
    return STATUS_FAILED;
}

enum status layout_judge(struct layout *layout, const struct reader_options *options,
                         const struct evidence *evidence, const char *name, struct error *error)
{
    const struct matter matter = {layout, options, evidence, name, error};
    layout->is_short = is_short(&matter);
    layout->fields = evidence->first.count + layout->is_short;
    layout->line = evidence->line;
    if (layout->is_short && !copy_header(&matter, true))
        return error_memory(error, "the header");
    enum status status = check_decimal_comma(&matter);
    if (status == STATUS_OK)
        status = check_thousands(&matter);
    if (status == STATUS_OK)
        status = check_first(&matter);
    if (status == STATUS_OK)
        status = find_fields(&matter);
    if (status == STATUS_OK)
        status = check_last(&matter);
    layout->has_header = layout->is_short || options->header == SETTING_YES || has_names(options);
    layout->header_because = options->header == SETTING_YES ? "--header"
                             : has_names(options)           ? "options name columns of it"
                                                            : "one cell shorter than the rows";
    if (status == STATUS_OK && !layout->has_header && options->header == SETTING_AUTO)
        status = judge_header(&matter, &layout->has_header);
    if (status != STATUS_OK)
        return status;
    if (layout->has_header && !layout->is_short && !copy_header(&matter, false))
        return error_memory(error, "the header");
    layout->has_units = layout->has_header && evidence->rows > 1 && !evidence->second_numbers &&
                        layout_features(layout) > 1;
    if (!judge_kinds(&matter))
        return error_memory(error, "the kinds of columns");
    status = judge_labels(&matter);
    if (!layout->doubt)
        layout->doubt = find_doubt_of_rows(&matter);
    if (!layout->doubt)
        layout->doubt = find_commas(&matter);
    if (status == STATUS_OK)
        status = check_delimited(&matter);
    if (status == STATUS_OK)
        status = find_text_cells(&matter);
    if (status == STATUS_OK)
        status = leave_out(&matter);
    if (status == STATUS_OK)
        status = number_names(&matter);
    if (status == STATUS_OK)
        status = find_vectors(&matter);
    if (status == STATUS_OK && layout_features(layout) == 0 && !options->no_features &&
        !layout->texts[TEXT_GROUP] && !layout->asked)
        status = refuse_no_features(&matter);
    return status;
}

/* Whether a field is read: as a feature, or as text with keep_text. */
static bool is_read(const struct layout *layout, size_t field)
{
    return layout_is_feature(layout, field) || (layout->asked && layout->cells.places[field - 1]);
}

/* Appends the columns of a kind, as ranges of them; of many ranges the first. */
static void describe_kind(const struct layout *layout, enum kind kind, const char *what,
                          struct error *text)
{
    enum { RANGES_SHOWN = 5 };
    size_t ranges = 0;
    for (size_t field = 1, last; field <= layout->fields; field = last + 1) {
        last = field;
        if (!is_read(layout, field) || layout->kinds[field - 1] != kind)
            continue;
        while (last < layout->fields && is_read(layout, last + 1) && layout->kinds[last] == kind)
            last++;
        if (ranges++ == RANGES_SHOWN) {
            error_append(text, ", ...");
            return;
        }
        if (ranges == 1)
            error_append(text, ", %s in", what);
        error_append(text, "%s %zu",
                     ranges > 1     ? ","
                     : last > field ? " columns"
                                    : " column",
                     field);
        if (last > field)
            error_append(text, "-%zu", last);
    }
}

void layout_describe(const struct layout *layout, struct error *text)
{
    if (layout->has_header)
        error_append(text, "a header row (%s), ", layout->header_because);
    else
        error_append(text, "no header row, ");
    if (layout->label)
        error_append(text, "labels in column %zu (%s)", layout->label, layout->labels_because);
    else
        error_append(text, "no label column");
}

void layout_describe_features(const struct layout *layout, struct error *text)
{
    static const char *const kinds[] = {
        [KIND_EMPTY] = "nothing but missing values",
        [KIND_NUMBERS] = "numbers",
        [KIND_NAMES] = "names",
        [KIND_NEITHER] = "what is neither numbers nor names",
    };
    for (size_t kind = 0; layout->kinds && kind < sizeof kinds / sizeof *kinds; kind++)
        describe_kind(layout, (enum kind)kind, kinds[kind], text);
}

bool layout_same(const struct layout *layout, const struct layout *other)
{
    return layout->has_header == other->has_header && layout->is_short == other->is_short &&
           layout->label == other->label && layout->fields == other->fields;
}

void layout_free(struct layout *layout)
{
    labels_free(&layout->header);
    selection_free(&layout->selection);
    selection_free(&layout->cells);
    free(layout->asked);
    free(layout->names);
    free(layout->widths);
    free(layout->firsts);
    free(layout->kinds);
}
