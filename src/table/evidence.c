/* What the first rows of a file show; see evidence.h. */
#include "table/evidence.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "table/layout.h"
#include "table/near.h"
#include "table/vector.h"

const char evidence_delimiters[EVIDENCE_DELIMITERS] = {',', ';', '\t', '|'};

/* So many cells are looked at, in whole rows, before only the first of each row is: a wide row says
 * little that those above it have not said, and the file is to be read as fast as without this. */
enum { CELLS_LOOKED_AT = 1024, ROWS_LOOKED_AT = 2 };

/* While the numbers of the first row rise, they may be names of columns: what is below them tells,
 * however far down it stands. */
static bool is_thorough(const struct evidence *evidence)
{
    return evidence->rows < ROWS_LOOKED_AT || evidence->cells < CELLS_LOOKED_AT ||
           (evidence->rising && (!evidence->fraction[1] || !evidence->no_year));
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static const char *skip_blanks(const char *text, const char *end, char delimiter)
{
    while (text < end && splitter_is_blank(*text, delimiter))
        text++;
    return text;
}

/* Where the quoted field at `text` ends, past its quote; `end` if not in this line. */
static const char *skip_quoted(const char *text, const char *end)
{
    for (text++; text < end; text++)
        if (*text == '"' && (++text == end || *text != '"'))
            return text;
    return end;
}

/* Whether every field of the row that begins in this line is quoted, as far as the line shows. */
static bool is_quoted(const char *text, const char *end, char delimiter)
{
    for (;;) {
        text = skip_blanks(text, end, delimiter);
        if (text == end || *text != '"')
            return false;
        text = skip_blanks(skip_quoted(text, end), end, delimiter);
        if (text == end || *text == '\n' || *text == '\r')
            return true;
        if (delimiter != ' ' && *text++ != delimiter)
            return false;
    }
}

/* Whether no field but the first has quotes, as far as the line shows. */
static bool is_bare(const char *text, const char *end, char delimiter)
{
    text = skip_blanks(text, end, delimiter);
    if (text < end && *text == '"')
        text = skip_quoted(text, end);
    return !memchr(text, '"', (size_t)(end - text));
}

/* Whether this row, as those before it, may be one number with commas between its thousands. A
 * name above such numbers may be theirs. */
static void look_at_thousands(struct evidence *evidence)
{
    const char *text = evidence->text, *end = text + evidence->length;
    while (end > text && (splitter_is_blank(end[-1], ',') || end[-1] == '\n' || end[-1] == '\r'))
        end--;
    text = skip_blanks(text, end, ',');
    const enum thousands found = near_thousands(text, (size_t)(end - text), ',');
    if (evidence->rows == 0)
        evidence->first_grouped = found != THOUSANDS_NONE;
    else
        evidence->grouped += found != THOUSANDS_NONE;
    evidence->thousands = found > evidence->thousands ? found : evidence->thousands;
}

static enum status on_begin(void *context, struct error *error)
{
    struct evidence *evidence = context;
    const char *text = evidence->text, *end = text + evidence->length;
    (void)error;
    const struct reader_options *options = evidence->options;
    const char *start = skip_blanks(text, end, options->delimiter);
    evidence->all_start_quoted &= start < end && *start == '"';
    if (evidence->rows < 2 || evidence->grouped + 1 == evidence->rows)
        look_at_thousands(evidence);
    const bool quoted = options->quote != QUOTE_NONE && is_quoted(text, end, options->delimiter);
    if (evidence->rows == 0) {
        evidence->line = evidence->splitter.line;
        evidence->first_quoted = quoted;
    } else {
        evidence->quoted += quoted;
        evidence->unquoted += !memchr(text, '"', evidence->length);
        evidence->bare += !quoted && is_bare(text, end, options->delimiter);
    }
    return STATUS_OK;
}

/* Room for the tally of one column more. */
static bool make_room(struct evidence *evidence, size_t field)
{
    if (field <= evidence->columns)
        return true;
    const size_t room = 2 * field + 14;
    struct tally *below = memory_resize(evidence->below, room, sizeof *below);
    if (!below)
        return false;
    memset(below + evidence->columns, 0, (room - evidence->columns) * sizeof *below);
    evidence->below = below;
    evidence->columns = room;
    return true;
}

bool evidence_has_delimiter(const char *text, size_t length, char delimiter)
{
    const char *end = text + length;
    for (const char *at = text; (at = memchr(at, delimiter, (size_t)(end - at))) != NULL; at++) {
        const char *before = at, *after = at + 1;
        while (before > text && before[-1] == ' ')
            before--;
        while (after < end && *after == ' ')
            after++;
        if ((before > text && is_digit(before[-1])) || (after < end && is_digit(*after)))
            return true;
    }
    return false;
}

/* Whether the text ends with a blank and digits. */
static bool ends_after_blank(const char *text, size_t length)
{
    const size_t all = length;
    while (length && is_digit(text[length - 1]))
        length--;
    return length && length < all && text[length - 1] == ' ';
}

/* What only the first column is asked for. */
static void look_at_first(struct evidence *evidence, enum cell cell, double value, const char *text,
                          size_t length)
{
    for (size_t i = 0; i < EVIDENCE_DELIMITERS; i++)
        evidence->delimited[i] += evidence_has_delimiter(text, length, evidence_delimiters[i]);
    evidence->blanks += ends_after_blank(text, length);
    if (cell != CELL_NUMBER || floor(value) != value || evidence->id_count == EVIDENCE_ROWS)
        evidence->distinct = false;
    else
        evidence->ids[evidence->id_count++] = value;
}

/* The width of a vector. */
static size_t width_of(const struct evidence *evidence, const char *text, size_t length)
{
    struct vector vector;
    return vector_open(&vector, text, length, evidence->options->decimal == DECIMAL_COMMA);
}

/* Whether a number of a mask is a word. */
static bool is_word(const struct reader_options *options, const char *text, size_t length)
{
    return options->binary && length && isalpha((unsigned char)*text);
}

/* Whether the points of numbers may separate thousands: between semicolons, they do so in German.
 */
static void look_at_points(struct evidence *evidence, const char *text, size_t length)
{
    const struct reader_options *options = evidence->options;
    double value;
    if (options->delimiter != ';' || options->decimal == DECIMAL_COMMA || evidence->decimals ||
        !memchr(text, '.', length) ||
        layout_read(options, text, length, PRECISION_DOUBLE, &value) != CELL_NUMBER)
        return;
    if (near_thousands(text, length, '.') == THOUSANDS_NONE)
        evidence->decimals = true;
    else
        evidence->points = true;
}

/* Adds a cell to what is known of the numbers of its row. */
static void look_at_number(struct evidence *evidence, size_t field, enum cell cell, double value)
{
    const bool whole = floor(value) == value;
    evidence->wholes += cell == CELL_NUMBER && whole;
    evidence->fractions += cell == CELL_NUMBER && !whole;
    if (field <= 2)
        evidence->pair[field - 1] = cell == CELL_NUMBER ? value : (double)NAN;
}

/* Ends a row of so many fields. */
static void end_numbers(struct evidence *evidence, size_t fields)
{
    const double *pair = evidence->pair, *last = evidence->last;
    const bool step = pair[0] == last[0] && pair[1] == last[1] + 1;
    const bool turn = pair[0] == last[0] + 1 && pair[1] == evidence->origin;
    if (evidence->rows == 0) {
        evidence->origin = pair[1];
        evidence->strays = !((pair[0] == 0 || pair[0] == 1) && (pair[1] == 0 || pair[1] == 1));
    } else {
        evidence->steps += step;
        evidence->turns += turn;
        evidence->strays |= !step && !turn;
    }
    if (evidence->wholes == fields && evidence->rows == evidence->lead && evidence->lead < 2)
        evidence->lead++;
    else if (evidence->fractions == fields)
        evidence->decided++;
    else
        evidence->mixed = true;
    memcpy(evidence->last, pair, sizeof evidence->last);
    evidence->wholes = evidence->fractions = 0;
}

/* Adds a cell below the first row to the tally of its column; false if there is no memory. */
static bool look_at(struct evidence *evidence, size_t field, const char *text, size_t length)
{
    double value = 0;
    if (!make_room(evidence, field))
        return false;
    const enum cell cell = layout_read(evidence->options, text, length, PRECISION_DOUBLE, &value);
    struct tally *tally = &evidence->below[field - 1];
    look_at_number(evidence, field, cell, value);
    tally->numbers += cell == CELL_NUMBER || cell == CELL_VECTOR;
    if (cell == CELL_VECTOR && !tally->width)
        tally->width = width_of(evidence, text, length);
    tally->words += cell == CELL_NUMBER && is_word(evidence->options, text, length);
    tally->names += cell == CELL_NAME;
    evidence->second_names += evidence->rows == 1 && field > 1 && cell == CELL_NAME;
    evidence->second_numbers |= evidence->rows == 1 && cell == CELL_NUMBER;
    tally->missing += cell == CELL_MISSING;
    tally->near += cell == CELL_NEAR;
    tally->commas += cell == CELL_NEAR && near_decimal_comma(text, length);
    evidence->no_year |= cell == CELL_NUMBER && !(value >= 1800 && value <= 2100);
    if (cell == CELL_NUMBER)
        evidence->fraction[field > 1] |= isfinite(value) && floor(value) != value;
    if (field == 1)
        look_at_first(evidence, cell, value, text, length);
    return true;
}

static enum status on_field(void *context, const char *text, size_t length, struct error *error)
{
    struct evidence *evidence = context;
    const size_t field = evidence->splitter.field;
    evidence->cells++;
    evidence->empty = length ? 0 : evidence->empty + 1;
    evidence->gaps += length == 0;
    if (evidence->options->decimal == DECIMAL_COMMA && !evidence->inner_comma)
        evidence->inner_comma = near_decimal_comma(text, length);
    look_at_points(evidence, text, length);
    if (evidence->rows == 0) {
        if (field <= 2 || evidence->wholes == field - 1) { /* else it is no row of whole numbers */
            double value = 0;
            const enum cell cell =
                layout_read(evidence->options, text, length, PRECISION_DOUBLE, &value);
            look_at_number(evidence, field, cell, value);
        }
        return labels_add(&evidence->first, text, length) ? STATUS_OK
                                                          : error_memory(error, "the first row");
    }
    if (field > 1 && !is_thorough(evidence))
        return STATUS_OK;
    return look_at(evidence, field, text, length) ? STATUS_OK
                                                  : error_memory(error, "the first rows");
}

/* Whether the numbers of the first row are whole, each larger than the one before; the first cell
 * may be something else. */
static bool is_rising(const struct evidence *evidence)
{
    double before = -INFINITY;
    for (size_t field = 1; field <= evidence->first.count; field++) {
        double value;
        size_t length;
        const char *text = labels_get(&evidence->first, field - 1, &length);
        const enum cell cell =
            layout_read(evidence->options, text, length, PRECISION_DOUBLE, &value);
        if (cell != CELL_NUMBER && field == 1)
            continue;
        if (cell != CELL_NUMBER || floor(value) != value || value <= before)
            return false;
        before = value;
    }
    return true;
}

/* Whether the texts of the first row, or all but the first of them, are 0, 1, 2 and so on. */
static bool is_counted(const struct labels *first)
{
    size_t length;
    const char *zero = labels_get(first, 0, &length);
    const size_t from = first->count > 1 && (length == 0 || *zero != '0');
    for (size_t i = from; i < first->count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i - from);
        const char *text = labels_get(first, i, &length);
        if (length != strlen(number) || memcmp(text, number, length) != 0)
            return false;
    }
    return true;
}

static enum status on_end(void *context, struct error *error)
{
    struct evidence *evidence = context;
    (void)error;
    if (evidence->rows == 0) {
        evidence->counted = is_counted(&evidence->first);
        evidence->rising = is_rising(evidence);
    } else if (evidence->empty < evidence->tail) {
        evidence->tail = evidence->empty;
    }
    if (evidence->rows > 0 && !evidence->gaps && !evidence->full_line)
        evidence->full_line = evidence->splitter.row_line;
    evidence->empty = evidence->gaps = 0;
    if (evidence->rows == 0 || is_thorough(evidence))
        end_numbers(evidence, evidence->splitter.field - 1);
    if (evidence->rows == 1) {
        evidence->second = evidence->splitter.field - 1;
        evidence->second_line = evidence->splitter.row_line;
    }
    evidence->others += evidence->rows > 1 && evidence->splitter.field - 1 != evidence->second;
    evidence->rows++;
    return STATUS_OK;
}

enum status evidence_open(struct evidence *evidence, const char *name,
                          const struct reader_options *options, struct error *error)
{
    const struct splitter_sink sink = {on_begin, on_field, on_end, evidence};
    *evidence = (struct evidence){
        .options = options, .distinct = true, .all_start_quoted = true, .tail = SIZE_MAX};
    splitter_open(&evidence->splitter, name, options, &sink);
    evidence->ids = memory_new(EVIDENCE_ROWS, sizeof *evidence->ids);
    return evidence->ids ? STATUS_OK : error_memory(error, "the first rows");
}

/* Where the first field ends, of a text without quotes. */
static const char *first_end(const char *text, const char *end, char delimiter)
{
    const char *stop = memchr(text, delimiter, (size_t)(end - text));
    stop = stop ? stop : end;
    const char *tab = delimiter == ' ' ? memchr(text, '\t', (size_t)(stop - text)) : NULL;
    return tab ? tab : stop;
}

/* How many cells at the end of the line are empty, but no more than `most`. */
static size_t empty_end(const char *text, const char *end, char delimiter, size_t most)
{
    size_t count = 0;
    while (count < most && end > text && end[-1] == delimiter) {
        count++;
        end--;
        while (end > text && splitter_is_blank(end[-1], delimiter))
            end--;
    }
    return count;
}

/* Takes a whole line without quotes by its first cell and the empty ones at its end alone; false,
 * and nothing taken, if it is something else. */
static bool skim(struct evidence *evidence, const struct fragment *fragment)
{
    const struct reader_options *options = evidence->options;
    const char *text = fragment->text, *end = text + fragment->length;
    if (is_thorough(evidence) || evidence->splitter.open || !fragment->starts_line ||
        !fragment->ends_line || memchr(text, '"', fragment->length))
        return false;
    while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    while (end > text && splitter_is_blank(end[-1], options->delimiter))
        end--;
    while (text < end && splitter_is_blank(*text, options->delimiter))
        text++;
    const char *stop = first_end(text, end, options->delimiter);
    if (text == end || splitter_is_comment(text, end, options) ||
        !look_at(evidence, 1, text, (size_t)(stop - text)))
        return false;
    if (evidence->grouped + 1 == evidence->rows) {
        evidence->text = text;
        evidence->length = (size_t)(end - text);
        look_at_thousands(evidence);
    }
    evidence->tail = empty_end(text, end, options->delimiter, evidence->tail);
    evidence->bare++;
    evidence->unquoted++;
    evidence->all_start_quoted = false;
    evidence->rows++;
    evidence->splitter.line++;
    return true;
}

/* Whether a fragment is a whole row without quotes, which a delimiter that is no blank cuts. */
static bool is_plain(const struct evidence *evidence, const struct fragment *fragment)
{
    const struct splitter *splitter = &evidence->splitter;
    const struct reader_options *options = evidence->options;
    const char *text = fragment->text, *end = text + fragment->length;
    char named;
    if (options->delimiter == ' ' || splitter->open || !fragment->starts_line ||
        !fragment->ends_line || memchr(text, '"', fragment->length) ||
        splitter->line <= options->skip ||
        (splitter->line == options->skip + 1 &&
         splitter_names_delimiter(text, fragment->length, &named)))
        return false;
    text = skip_blanks(text, end, options->delimiter);
    return text < end && *text != '\n' && *text != '\r' && !splitter_is_comment(text, end, options);
}

/* Cuts a plain row, as libcsv does: it takes the blanks round a field off. */
static enum status cut(struct evidence *evidence, struct error *error)
{
    struct splitter *splitter = &evidence->splitter;
    const char delimiter = evidence->options->delimiter, *text = evidence->text,
               *end = text + evidence->length;
    while (end[-1] == '\n' || end[-1] == '\r')
        end--;
    splitter->row_line = splitter->field_line = splitter->line;
    enum status status = on_begin(evidence, error);
    const char *stop = text;
    for (splitter->field = 1; status == STATUS_OK && stop; splitter->field++) {
        stop = memchr(text, delimiter, (size_t)(end - text));
        const char *from = skip_blanks(text, stop ? stop : end, delimiter), *to = stop ? stop : end;
        while (to > from && splitter_is_blank(to[-1], delimiter))
            to--;
        status = on_field(evidence, from, (size_t)(to - from), error);
        text = stop ? stop + 1 : end;
    }
    splitter->line++;
    return status == STATUS_OK ? on_end(evidence, error) : status;
}

enum status evidence_feed(struct evidence *evidence, const struct fragment *fragment,
                          struct error *error)
{
    if (skim(evidence, fragment))
        return STATUS_OK;
    evidence->text = fragment->text;
    evidence->length = fragment->length;
    if (is_plain(evidence, fragment))
        return cut(evidence, error);
    return splitter_feed(&evidence->splitter, fragment, error);
}

enum status evidence_end(struct evidence *evidence, struct error *error)
{
    return splitter_end(&evidence->splitter, error);
}

enum cell evidence_cell(const struct evidence *evidence, size_t field)
{
    double value;
    size_t length;
    const char *text = labels_get(&evidence->first, field - 1, &length);
    return layout_read(evidence->options, text, length, PRECISION_DOUBLE, &value);
}

size_t evidence_width(const struct evidence *evidence, size_t field)
{
    size_t length, width = 0;
    const char *text =
        field <= evidence->first.count ? labels_get(&evidence->first, field - 1, &length) : NULL;
    if (text)
        width = width_of(evidence, text, length);
    return !width && field <= evidence->columns ? evidence->below[field - 1].width : width;
}

enum kind evidence_kind(const struct evidence *evidence, size_t field, bool with_first)
{
    struct tally tally =
        field <= evidence->columns ? evidence->below[field - 1] : (struct tally){0};
    if (with_first) {
        const enum cell cell = evidence_cell(evidence, field);
        tally.numbers += cell == CELL_NUMBER || cell == CELL_VECTOR;
        tally.names += cell == CELL_NAME;
        tally.near += cell == CELL_NEAR;
    }
    /* Beside x, a y is a name. */
    if (tally.names) {
        tally.numbers -= tally.words;
        tally.names += tally.words;
    }
    const size_t all = (size_t)tally.numbers + tally.names + tally.near;
    return all == 0                   ? KIND_EMPTY
           : 2 * tally.numbers >= all ? KIND_NUMBERS
           : 2 * tally.names > all    ? KIND_NAMES
                                      : KIND_NEITHER;
}

void evidence_close(struct evidence *evidence)
{
    splitter_close(&evidence->splitter);
    labels_free(&evidence->first);
    free(evidence->below);
    free(evidence->ids);
    *evidence = (struct evidence){0};
}
