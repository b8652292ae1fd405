/* CSV text to fields; see splitter.h.
 *
 * What libcsv leaves to its caller: it does not count lines, so it is fed one at a time; it drops
 * blank lines; it passes NUL bytes on; after a parse error its csv_fini would hand over half a row,
 * so nothing but csv_free is called then. */
#include "table/splitter.h"

#include <string.h>
#include <strings.h>

#include "table/decimal/decimal.h"
#include "table/near.h"

enum { BUFFER_STEP = 1 << 16, PIECE = 1 << 9, BYTES = 256 };

void splitter_open(struct splitter *splitter, const char *name,
                   const struct reader_options *options, const struct splitter_sink *sink)
{
    *splitter =
        (struct splitter){.options = options, .name = name, .sink = *sink, .line = 1, .field = 1};
    csv_init(&splitter->parser, CSV_STRICT | CSV_STRICT_FINI); /* it fails for NULL only */
    csv_set_delim(&splitter->parser, (unsigned char)options->delimiter);
    csv_set_blk_size(&splitter->parser, BUFFER_STEP);
}

void splitter_close(struct splitter *splitter)
{
    csv_free(&splitter->parser);
}

/* Advice where a quote is out of place: in names it may be a character like any other, and names
 * stand in the first field. */
static const char *remedy_quotes(const struct splitter *splitter)
{
    return splitter->field == 1 ? "; if a quote is a character like any other, use --quote=none"
                                : "";
}

/* Advice where another byte than the delimiter comes after a closing quote at `text`..`end`. */
static const char *remedy_separator(const char *text, const char *end, char byte, char delimiter)
{
    const char *quote = end;
    while (quote > text && splitter_is_blank(quote[-1], delimiter))
        quote--;
    if (quote == text || quote[-1] != '"' || delimiter == ' ')
        return NULL;
    return quote < end    ? "; if blanks separate the cells, use --delimiter=space"
           : byte == ';'  ? "; if semicolons separate the cells, use --delimiter=';'"
           : byte == ','  ? "; if commas separate the cells, use --delimiter=,"
           : byte == '|'  ? "; if bars separate the cells, use --delimiter='|'"
           : byte == '\t' ? "; if tabs separate the cells, use --delimiter=tab"
                          : NULL;
}

/* Whether a quoted field seems to have swallowed a row: its first line ends with a delimiter and a
 * number. An array in brackets goes over several lines where numpy broke it. */
static bool holds_row(const char *text, size_t length, char delimiter)
{
    const char *end = text;
    while (end < text + length && *end != '\n' && *end != '\r')
        end++;
    if (end == text + length || *text == '[')
        return false;
    while (end > text && splitter_is_blank(end[-1], delimiter))
        end--;
    const char *last = memrchr(text, delimiter, (size_t)(end - text));
    for (; last && last + 1 < end && splitter_is_blank(last[1], delimiter); last++)
        ;
    double value;
    return last && decimal_scan_double(last + 1, end, &value) == end;
}

static enum status refuse_quoted_row(struct splitter *splitter)
{
    return error_set(splitter->error, STATUS_FAILED,
                     "%s:%zu: field %zu: the quote opened here is not closed on this line, which "
                     "ends with a number%s; if the cell goes on over the line end, use "
                     "--quote=double",
                     splitter->name, splitter->field_line, splitter->field,
                     remedy_quotes(splitter));
}

static void on_field(void *bytes, size_t length, void *context)
{
    struct splitter *splitter = context;
    const struct reader_options *options = splitter->options;
    if (splitter->status)
        return;
    if (splitter->line > splitter->field_line && options->quote == QUOTE_AUTO &&
        holds_row(bytes, length, options->delimiter)) {
        splitter->status = refuse_quoted_row(splitter);
        return;
    }
    splitter->status = splitter->sink.field(splitter->sink.context, bytes, length, splitter->error);
    splitter->field++;
    splitter->field_line = splitter->line;
}

static void on_row(int end, void *context)
{
    (void)end;
    struct splitter *splitter = context;
    splitter->open = false;
    if (!splitter->status)
        splitter->status = splitter->sink.end(splitter->sink.context, splitter->error);
}

/* Without quotes, libcsv's quote is a byte that the text lacks. Returns how much of the text lacks
 * it: a text that has all bytes is handed over in pieces. */
static size_t choose_quote(struct splitter *splitter, const char *text, size_t length)
{
    bool seen[BYTES] = {false};
    size_t quote = BYTES - 1;
    if (memchr(text, (int)quote, length)) {
        length = length < BYTES ? length : BYTES - 1;
        for (size_t i = 0; i < length; i++)
            seen[(unsigned char)text[i]] = true;
        while (seen[quote])
            quote--;
    }
    csv_set_quote(&splitter->parser, (unsigned char)quote);
    return length;
}

/* Lets libcsv go on with the row at hand. A field must fit the memory allowed while it is
 * collected. */
static enum status parse(struct splitter *splitter, const char *text, size_t length)
{
    const size_t collected = csv_get_buffer_size(&splitter->parser);
    const size_t allowed = splitter->options->max_memory;
    if (allowed && collected > BUFFER_STEP && collected > allowed)
        return error_set(splitter->error, STATUS_FAILED,
                         "%s:%zu: field %zu: takes %zu bytes of memory or more; --max-memory "
                         "allows %zu",
                         splitter->name, splitter->field_line, splitter->field, collected, allowed);
    const char *start = text;
    size_t done = 0;
    while (length) {
        size_t piece =
            splitter->options->quote == QUOTE_NONE ? choose_quote(splitter, text, length) : length;
        done = csv_parse(&splitter->parser, text, piece, on_field, on_row, splitter);
        if (splitter->status)
            return splitter->status;
        if (done < piece)
            break;
        text += piece;
        length -= piece;
    }
    if (!length)
        return STATUS_OK;
    if (csv_error(&splitter->parser) != CSV_EPARSE)
        return error_memory(splitter->error, "a field");
    /* Where the first field is right, so is the delimiter. */
    const char *remedy = splitter->field == 1 ? remedy_separator(start, text + done, text[done],
                                                                 splitter->options->delimiter)
                                              : NULL;
    return error_set(splitter->error, STATUS_FAILED, "%s:%zu: field %zu: misplaced quote%s%s",
                     splitter->name, splitter->line, splitter->field,
                     remedy ? remedy : "; quote the whole field and double the quotes inside it",
                     remedy ? "" : remedy_quotes(splitter));
}

/* Where blanks delimit, libcsv gets one for each run of them outside quotes, and none at the end
 * of a row. Those at its beginning have been passed over. */
static enum status parse_blanks(struct splitter *splitter, const char *text, size_t length)
{
    char piece[PIECE + 1];
    const char *end = text + length;
    while (text < end) {
        size_t used = 0;
        for (; text < end && used < PIECE; text++) {
            if (!splitter->in_quotes && splitter_is_blank(*text, ' ')) {
                splitter->after_blank = true;
                continue;
            }
            if (splitter->after_blank && *text != '\n' && *text != '\r')
                piece[used++] = ' ';
            splitter->after_blank = false;
            splitter->in_quotes ^= *text == '"' && splitter->options->quote != QUOTE_NONE;
            piece[used++] = *text;
        }
        enum status status = parse(splitter, piece, used);
        if (status)
            return status;
    }
    return STATUS_OK;
}

bool splitter_names_delimiter(const char *text, size_t length, char *delimiter)
{
    static const char name[] = "sep=";
    const size_t prefix = sizeof name - 1;
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    if (length != prefix + 1 || strncasecmp(text, name, prefix) != 0 ||
        !memchr(",;\t|: ", text[prefix], 6))
        return false;
    *delimiter = text[prefix];
    return true;
}

/* The first line may name the delimiter: the one that is used, or it is an error. */
static const char *pass_over_name(struct splitter *splitter, char named, const char *end)
{
    const char quoted[] = {'\'', named, '\'', '\0'};
    const char *shown = named == '\t' ? "tab" : quoted;
    splitter->in_comment = true;
    if (named != splitter->options->delimiter)
        splitter->status =
            error_set(splitter->error, STATUS_FAILED,
                      "%s:%zu: this line names %s as the delimiter; use --delimiter=%s, or if that "
                      "is not so, --skip=%zu",
                      splitter->name, splitter->line, shown, shown, splitter->line);
    return end;
}

bool splitter_is_comment(const char *text, const char *end, const struct reader_options *options)
{
    if (!options->comment || *text != options->comment)
        return false;
    /* No missing value has a blank there, and most comments do. */
    if (text + 1 < end && splitter_is_blank(text[1], options->delimiter))
        return true;
    const char *stop = text;
    while (stop < end && *stop != options->delimiter && *stop != '\n' && *stop != '\r')
        stop++;
    while (stop > text && splitter_is_blank(stop[-1], options->delimiter))
        stop--;
    return stop - text == 1 || !near_missing(text, (size_t)(stop - text));
}

/* Passes over the blanks that a row may begin with, and begins it; a line of nothing but blanks, a
 * comment or a line to skip begins none. Returns where the row begins. */
static const char *begin_row(struct splitter *splitter, const char *text, const char *end)
{
    const struct reader_options *options = splitter->options;
    if (splitter->line <= options->skip) {
        splitter->in_comment = true;
        return end;
    }
    char named;
    if (splitter->line == options->skip + 1 &&
        splitter_names_delimiter(text, (size_t)(end - text), &named))
        return pass_over_name(splitter, named, end);
    while (text < end && splitter_is_blank(*text, options->delimiter))
        text++;
    if (text == end)
        return text;
    if (*text == '\n' || *text == '\r') {
        if (!splitter->blanks++)
            splitter->blank_line = splitter->line;
        return end;
    }
    if (splitter_is_comment(text, end, options)) {
        splitter->in_comment = true;
        return end;
    }
    splitter->open = true;
    splitter->in_quotes = splitter->after_blank = false;
    splitter->row_line = splitter->field_line = splitter->line;
    splitter->field = 1;
    splitter->status = splitter->sink.begin(splitter->sink.context, splitter->error);
    return text;
}

enum status splitter_feed(struct splitter *splitter, const struct fragment *fragment,
                          struct error *error)
{
    const char *text = fragment->text, *end = text + fragment->length;
    const bool is_space = splitter->options->delimiter == ' ';
    splitter->status = STATUS_OK;
    splitter->error = error;
    if (!splitter->open && !splitter->in_comment && !fragment->late_lf)
        text = begin_row(splitter, text, end);
    if (splitter->open && !splitter->status)
        splitter->status = (is_space ? parse_blanks : parse)(splitter, text, (size_t)(end - text));
    if (fragment->ends_line) {
        splitter->line++;
        splitter->in_comment = false;
    }
    return splitter->status;
}

enum status splitter_end(struct splitter *splitter, struct error *error)
{
    splitter->status = STATUS_OK;
    splitter->error = error;
    if (!splitter->open)
        return STATUS_OK;
    if (csv_fini(&splitter->parser, on_field, on_row, splitter))
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: the quote opened here is not closed before the end "
                         "of the file%s",
                         splitter->name, splitter->field_line, splitter->field,
                         remedy_quotes(splitter));
    return splitter->status;
}
