/* Which bytes may separate cells; see delimiter.h. */
#include "table/delimiter.h"

#include <string.h>

#include "table/near.h"
#include "table/remedy.h"

/* How often a delimiter stands in a row: in the first, and in those below it. */
struct frequency {
    size_t first, least, most, here;
};

/* Ends a row, the one of index `rows`; a line of nothing but blanks is none. */
static void end_row(struct frequency *frequencies, size_t rows, bool blank)
{
    for (size_t i = 0; i < EVIDENCE_DELIMITERS; i++) {
        struct frequency *frequency = &frequencies[i];
        const size_t here = frequency->here;
        frequency->here = 0;
        if (blank)
            continue;
        if (rows == 0)
            frequency->first = here;
        if (rows == 1 || here < frequency->least)
            frequency->least = here;
        if (rows == 1 || here > frequency->most)
            frequency->most = here;
    }
}

/* The end of the line at `text`, the byte that ends it. */
static const char *line_end(const char *text, const char *end)
{
    while (text < end && *text != '\n' && *text != '\r')
        text++;
    return text;
}

/* Past the lines that are passed over. */
static const char *skip_lines(const char *text, const char *end, size_t lines)
{
    for (; lines && text < end; lines--) {
        text = line_end(text, end);
        text += end - text > 1 && *text == '\r' && text[1] == '\n' ? 2 : text < end;
    }
    return text;
}

/* Counts in the rows that are whole, and returns how many they are. */
static size_t count_all(const char *text, const char *end, bool whole,
                        const struct reader_options *options, struct frequency *frequencies)
{
    size_t rows = 0;
    bool quoted = false, blank = true;
    for (text = skip_lines(text, end, options->skip); text < end && rows < EVIDENCE_ROWS; text++) {
        if (!quoted && (*text == '\n' || *text == '\r')) {
            end_row(frequencies, rows, blank);
            rows += !blank;
            blank = true;
            continue;
        }
        if (blank && !quoted && options->comment && *text == options->comment) {
            text = line_end(text, end) - 1;
            continue;
        }
        blank &= *text == ' ' || *text == '\t';
        quoted ^= *text == '"' && options->quote != QUOTE_NONE;
        for (size_t i = 0; !quoted && i < EVIDENCE_DELIMITERS; i++)
            frequencies[i].here += *text == evidence_delimiters[i];
    }
    if (!blank && whole && rows < EVIDENCE_ROWS)
        end_row(frequencies, rows++, false);
    return rows;
}

enum { NAMED = sizeof "sep=;\r\n" }; /* a longer line names no delimiter */

size_t delimiter_find(const char *text, const char *end, bool whole,
                      const struct reader_options *options, char found[EVIDENCE_DELIMITERS])
{
    const char *first = skip_lines(text, end, options->skip);
    const char *soon = (size_t)(end - first) < NAMED ? end : first + NAMED;
    if (splitter_names_delimiter(first, (size_t)(skip_lines(first, soon, 1) - first), found))
        return 1;
    struct frequency frequencies[EVIDENCE_DELIMITERS] = {{0}};
    bool others = false;
    size_t count = 0;
    for (size_t i = 1; i < EVIDENCE_DELIMITERS; i++)
        others |= memchr(text, evidence_delimiters[i], (size_t)(end - text)) != NULL;
    if (!others) {
        found[0] = ',';
        return 1;
    }
    const size_t rows = count_all(text, end, whole, options, frequencies);
    for (size_t i = 0; i < EVIDENCE_DELIMITERS; i++) {
        const struct frequency *frequency = &frequencies[i];
        const size_t all = rows > 1 ? frequency->least : frequency->first;
        /* R's header lacks the cell above the names of the rows. */
        const bool fits = frequency->first == all || frequency->first + 1 == all;
        if (rows && all && fits && (rows == 1 || frequency->most == all))
            found[count++] = evidence_delimiters[i];
    }
    return count;
}

bool delimiter_fits(const struct evidence *evidence)
{
    const char delimiter = evidence->options->delimiter;
    const bool commas = delimiter == ';' || delimiter == '\t';
    const bool one = evidence->rows == 1;
    const size_t fields = one ? evidence->first.count : evidence->second;
    for (size_t field = 1; field <= fields; field++) {
        if (evidence_kind(evidence, field, one) == KIND_NUMBERS)
            return true;
        size_t length = 0;
        const struct tally none = {0};
        const struct tally *tally =
            field <= evidence->columns ? &evidence->below[field - 1] : &none;
        const char *text = one ? labels_get(&evidence->first, field - 1, &length) : NULL;
        const size_t all = (size_t)tally->numbers + tally->names + tally->near;
        if (commas && (2 * ((size_t)tally->numbers + tally->commas) > all ||
                       (text && near_decimal_comma(text, length))))
            return true;
    }
    return false;
}

const char *delimiter_name(char delimiter)
{
    return delimiter == ','    ? "commas"
           : delimiter == ';'  ? "semicolons"
           : delimiter == '\t' ? "tabs"
           : delimiter == '|'  ? "bars"
           : delimiter == ' '  ? "blanks"
                               : "the delimiter";
}

enum status delimiter_refuse(const char *name, const char *found, size_t count, struct error *error)
{
    error_set(error, STATUS_FAILED, "%s: %s", name, delimiter_name(found[0]));
    for (size_t i = 1; i < count; i++)
        error_append(error, "%s%s", i + 1 < count ? ", " : " or ", delimiter_name(found[i]));
    error_append(error, " may separate the cells; use %s", remedy_delimiter(found[0]));
    for (size_t i = 1; i < count; i++)
        error_append(error, " or %s", remedy_delimiter(found[i]));
    if (found[0] == ',')
        error_append(error, ", or if commas are decimal marks, --decimal=,");
    return STATUS_FAILED;
}
