/* Advice for messages; see remedy.h. */
#include "table/remedy.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "table/cell.h"

const char remedy_header[] = "if this row is a header, use --header=yes";
const char remedy_header_short[] = "if this row is a header, use --header=yes (-H)";
const char remedy_labels[] = "if the first column holds labels, use --labels";
const char remedy_labels_or_header[] =
    "if the first column holds labels, use --labels, or if this row is a header, --header=yes";
const char remedy_columns[] = "to read some of the columns only, use --columns";
const char remedy_missing[] = "to go on without it, use --missing=drop, zero or keep";
const char remedy_missing_binary[] = "to go on without it, use --missing=zero";
const char remedy_missing_kept[] = "to go on without it, use --missing=zero or keep";

static bool is_number(const char *text, size_t length)
{
    double value;
    return cell_read(text, length, PRECISION_DOUBLE, &value) == CELL_NUMBER;
}

/* Whether text[0..length) is numbers, two at least, with `delimiter` between them, after a label
 * perhaps: but blanks stand in labels, too. */
static bool is_row(const char *text, size_t length, char delimiter)
{
    const char *end = text + length;
    for (size_t item = 0, numbers = 0;; item++) {
        const char *stop = memchr(text, delimiter, (size_t)(end - text));
        bool number = is_number(text, (size_t)((stop ? stop : end) - text));
        numbers += number;
        if (!number && (item > 0 || delimiter == ' '))
            return false;
        if (!stop)
            return numbers > 1;
        text = stop + 1;
    }
}

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
        if (guesses[i].delimiter != delimiter && is_row(text, length, guesses[i].delimiter))
            return guesses[i].remedy;
    return NULL;
}

static bool has_decimal_comma(const char *text, size_t length)
{
    char copy[64];
    if (length > sizeof copy)
        return false;
    memcpy(copy, text, length);
    char *comma = memchr(copy, ',', length);
    if (!comma)
        return false;
    *comma = '.';
    return is_number(copy, length);
}

static bool means_missing(const char *text, size_t length)
{
    static const char *const words[] = {"N/A", "#N/A", "<NA>", "null", "none", "nil",
                                        "\\N", "-",    "--",   "?",    ".",    "missing"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && !strncasecmp(text, words[i], length))
            return true;
    return false;
}

const char *remedy_for_row(char first)
{
    if (first == '#')
        return "if '#' begins comments, use --comment='#'";
    if (first == '%')
        return "if '%' begins comments, use --comment='%'";
    return NULL;
}

const char *remedy_for_cell(const char *text, size_t length, size_t field, char delimiter)
{
    if (has_decimal_comma(text, length))
        return field == 1 && delimiter != ','
                   ? "if commas separate the cells, use --delimiter=, or if the comma is the "
                     "decimal mark, change it to a point first"
                   : "if the comma is the decimal mark, change it to a point first";
    const char *remedy = guess_delimiter(text, length, field, delimiter);
    if (remedy)
        return remedy;
    if (means_missing(text, length))
        return "if this is a missing value, leave the cell empty or write NA, and see --missing";
    return field == 1 ? remedy_for_row(*text) : NULL;
}
