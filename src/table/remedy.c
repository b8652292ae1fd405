/* Advice for messages; see remedy.h. */
#include "table/remedy.h"

#include <string.h>

#include "base/text.h"
#include "table/near.h"
#include "table/vector.h"

/* How much of a cell's text a message shows. */
enum { SHOWN = 40 };

const char remedy_header[] = "if this row is a header, use --header=yes";
const char remedy_header_short[] = "if this row is a header, use --header=yes (-H)";
const char remedy_labels[] = "if the first column holds labels, use --labels";
const char remedy_labels_or_header[] =
    "if the first column holds labels, use --labels, or if this row is a header, --header=yes";
const char remedy_side_labels[] = "if the first column holds labels, put a header above it";
const char remedy_side_header[] = "if this row is a header, name the columns in words";
const char remedy_missing[] = "to go on without it, use --missing=drop, zero or keep";
const char remedy_missing_binary[] = "to go on without it, use --missing=zero";
const char remedy_missing_kept[] = "to go on without it, use --missing=zero or keep";

/* A cell that is a whole row of numbers shows that the delimiter is another. Only semicolons are
 * likely in later cells, of files where the comma is the decimal mark. */
static const char *guess_delimiter(const char *text, size_t length, size_t field, char delimiter)
{
    static const struct {
        char delimiter;
        const char *remedy;
    } guesses[] = {
        {';', "if semicolons separate the cells, use --delimiter=';'"},
        {'\t', "if tabs separate the cells, use --delimiter=tab"},
        {' ', "if spaces separate the cells, use --delimiter=space"},
        {'|', "if bars separate the cells, use --delimiter='|'"},
        {',', "if commas separate the cells, use --delimiter=,"},
    };
    const size_t count = field == 1 ? sizeof guesses / sizeof *guesses : 1;
    for (size_t i = 0; i < count; i++)
        if (guesses[i].delimiter != delimiter && near_row(text, length, guesses[i].delimiter))
            return guesses[i].remedy;
    return NULL;
}

const char *remedy_for_row(char first)
{
    if (first == '#')
        return "if '#' begins comments, use --comment='#'";
    if (first == '%')
        return "if '%' begins comments, use --comment='%'";
    return NULL;
}

/* What the text of a cell that is no number tells of the trouble: another delimiter, a comment, a
 * decimal comma. */
static const char *for_cell(const char *text, size_t length, size_t field, char delimiter)
{
    if (vector_is_cut(text, length))
        return "this vector was cut short when it was written; write it whole (in numpy: "
               "set_printoptions(threshold=sys.maxsize))";
    if (length > 1 && (*text == '[') != (text[length - 1] == ']'))
        return "if this is a part of a vector in brackets, quote the whole vector, or take the "
               "brackets off: tr -d '[]'";
    static const char as_vector[] = "if this is a vector, write it as [0.1, 0.2] first";
    if (near_vector(text, length))
        return as_vector;
    if (near_foreign(text, length))
        return "if this is a number, write it in plain decimals first, without 0x, L, f or D";
    if (near_complex(text, length))
        return "if this is a complex number, write its parts in two columns first";
    if (near_grouped(text, length))
        return near_row(text, length, ' ') && delimiter != ' '
                   ? "if spaces separate the cells, use --delimiter=space, or if they separate "
                     "thousands, take them out first"
                   : "if this is a number, take out first what separates its thousands";
    if (near_pair(text, length))
        return "this is libsvm's index:value; write a whole table first (in Python: "
               "sklearn.datasets.load_svmlight_file)";
    if (near_decimal_comma(text, length)) {
        const char *comma = memchr(text, ',', length);
        if ((size_t)(text + length - comma) == 4)
            return "if the comma is the decimal mark, use --decimal=, or if it separates "
                   "thousands, take it out first";
        return field == 1 && delimiter != ','
                   ? "if commas separate the cells, use --delimiter=, or if the comma is the "
                     "decimal mark, --decimal=,"
                   : "if the comma is the decimal mark, use --decimal=,";
    }
    const char *remedy = guess_delimiter(text, length, field, delimiter);
    if (!remedy && field != 1 && (near_row(text, length, ' ') || near_row(text, length, ',')))
        return as_vector;
    if (remedy || field != 1)
        return remedy;
    return remedy_for_row(*text);
}

/* What is left to say of what a person reads as a number. */
static const char *for_near(const char *text, size_t length)
{
    if (near_truth(text, length))
        return "if this is a truth value, write 1 or 0 for it first";
    return near_number(text, length) && !near_row(text, length, ';')
               ? "if this is a number, write its digits alone first"
               : NULL;
}

static enum status advise(struct error *error, const char *remedy)
{
    if (remedy)
        error_append(error, "; %s", remedy);
    return STATUS_FAILED;
}

enum status remedy_not_number(struct error *error, const struct place *place, const char *text,
                              size_t length, char delimiter, const char *remedy)
{
    size_t shown = text_cut(text, length, SHOWN);
    char quoted[4 * SHOWN + 1];
    size_t used = 0;
    for (size_t i = 0; i < shown; i++) {
        if (text[i]) {
            quoted[used++] = text[i];
        } else {
            memcpy(quoted + used, "\\x00", 4);
            used += 4;
        }
    }
    quoted[used] = '\0';
    error_set(error, STATUS_FAILED, "%s:%zu: field %zu: '%s%s' is not a number", place->name,
              place->line, place->field, quoted, shown < length ? "..." : "");
    const char *better = for_cell(text, length, place->field, delimiter);
    return advise(error, better ? better : remedy ? remedy : for_near(text, length));
}

enum status remedy_missing_cell(struct error *error, const struct place *place, const char *remedy)
{
    error_set(error, STATUS_FAILED, "%s:%zu: field %zu: missing value", place->name, place->line,
              place->field);
    return advise(error, remedy);
}

const char *remedy_delimiter(char delimiter)
{
    return delimiter == ';'    ? "--delimiter=';'"
           : delimiter == '\t' ? "--delimiter=tab"
           : delimiter == '|'  ? "--delimiter='|'"
                               : "--delimiter=,";
}

enum status remedy_other_delimiter(struct error *error, const char *name, char other,
                                   char delimiter)
{
    return error_set(error, STATUS_FAILED,
                     "%s: every label has '%s' beside a digit; if that separates the cells, use "
                     "%s, or if not, %s",
                     name, other == '\t' ? "tab" : (char[]){other, '\0'}, remedy_delimiter(other),
                     remedy_delimiter(delimiter));
}
