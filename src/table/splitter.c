/* CSV text to fields; see splitter.h.
 *
 * What libcsv leaves to its caller: it does not count lines, so it is fed one at a time; it drops
 * blank lines; it passes NUL bytes on; after a parse error its csv_fini would hand over half a row,
 * so nothing but csv_free is called then. */
#include "table/splitter.h"

enum { BUFFER_STEP = 1 << 16 };

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

static void hand_field(struct splitter *splitter, const char *text, size_t length)
{
    if (splitter->status)
        return;
    splitter->status = splitter->sink.field(splitter->sink.context, text, length, splitter->error);
    splitter->field++;
    splitter->field_line = splitter->line;
}

static void end_row(struct splitter *splitter)
{
    splitter->open = false;
    splitter->in_parser = false;
    if (!splitter->status)
        splitter->status = splitter->sink.end(splitter->sink.context, splitter->error);
}

static void on_field(void *bytes, size_t length, void *context)
{
    struct splitter *splitter = context;
    if (splitter->skip_field)
        splitter->skip_field = false;
    else
        hand_field(splitter, bytes, length);
}

static void on_row(int end, void *context)
{
    (void)end;
    end_row(context);
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
    size_t done = csv_parse(&splitter->parser, text, length, on_field, on_row, splitter);
    if (splitter->status || done == length)
        return splitter->status;
    if (csv_error(&splitter->parser) != CSV_EPARSE)
        return error_memory(splitter->error, "a field");
    return error_set(splitter->error, STATUS_FAILED,
                     "%s:%zu: field %zu: misplaced quote; quote the whole field and double the "
                     "quotes inside it",
                     splitter->name, splitter->line, splitter->field);
}

/* Hands a row that was begun without libcsv over to it, after a whole field: the delimiter before
 * the next field brings libcsv there, at the price of an empty field that is none. */
static enum status begin_parser(struct splitter *splitter)
{
    splitter->in_parser = true;
    if (splitter->field == 1)
        return STATUS_OK;
    splitter->skip_field = true;
    return parse(splitter, &splitter->options->delimiter, 1);
}

/* Hands over text[0..length), a field without quotes, and as libcsv does without the blanks round
 * it. */
static void hand_plain(struct splitter *splitter, const char *text, size_t length)
{
    const char delimiter = splitter->options->delimiter;
    while (length && splitter_is_blank(*text, delimiter)) {
        text++;
        length--;
    }
    while (length && splitter_is_blank(text[length - 1], delimiter))
        length--;
    hand_field(splitter, text, length);
}

/* Cuts off the fields that are whole and come before any quote; returns where the rest begins. */
static const char *take_plain(struct splitter *splitter, const char *text, const char *end)
{
    const char delimiter = splitter->options->delimiter;
    while (splitter->open && !splitter->status) {
        if (splitter->sink.numbers && splitter->field > 1)
            splitter->field += splitter->sink.numbers(splitter->sink.context, &text, end);
        const char *stop = text;
        while (stop < end && *stop != delimiter && *stop != '\n' && *stop != '\r' && *stop != '"')
            stop++;
        if (stop == end || *stop == '"')
            break;
        hand_plain(splitter, text, (size_t)(stop - text));
        text = stop + 1;
        if (*stop != delimiter)
            end_row(splitter);
    }
    return splitter->open ? text : end;
}

/* Goes on with the row at hand; returns how much of the text it took. */
static size_t take_row(struct splitter *splitter, const char *text, size_t length, bool ends_line)
{
    const char *rest = text, *end = text + length;
    if (!splitter->in_parser && !splitter->options->libcsv_only)
        rest = take_plain(splitter, text, end);
    if (splitter->status || rest == end)
        return length;
    /* A field is incomplete at the end of the text: it is handed over again when there is more,
     * unless it fills the buffer, or the file ends with it. */
    if (!splitter->in_parser && !ends_line && rest > text)
        return (size_t)(rest - text);
    if (!splitter->in_parser)
        splitter->status = begin_parser(splitter);
    if (!splitter->status)
        splitter->status = parse(splitter, rest, (size_t)(end - rest));
    return length;
}

/* Passes over the blanks that a row may begin with, and begins it; a line of nothing but blanks
 * begins none. Returns where the row begins. */
static const char *begin_row(struct splitter *splitter, const char *text, const char *end)
{
    while (text < end && splitter_is_blank(*text, splitter->options->delimiter))
        text++;
    if (text == end)
        return text;
    if (*text == '\n' || *text == '\r') {
        if (!splitter->blanks++)
            splitter->blank_line = splitter->line;
        return end;
    }
    splitter->open = true;
    splitter->row_line = splitter->field_line = splitter->line;
    splitter->field = 1;
    splitter->status = splitter->sink.begin(splitter->sink.context, splitter->error);
    return text;
}

enum status splitter_feed(struct splitter *splitter, const struct fragment *fragment, size_t *taken,
                          struct error *error)
{
    const char *text = fragment->text, *end = text + fragment->length;
    splitter->status = STATUS_OK;
    splitter->error = error;
    if (fragment->starts_line && !splitter->open && splitter->options->comment &&
        *text == splitter->options->comment)
        splitter->in_comment = true;
    if (!splitter->open && !splitter->in_comment && !fragment->late_lf)
        text = begin_row(splitter, text, end);
    if (splitter->open && !splitter->status)
        text += take_row(splitter, text, (size_t)(end - text), fragment->ends_line);
    else
        text = end;
    if (fragment->ends_line) {
        splitter->line++;
        splitter->in_comment = false;
    }
    *taken = (size_t)(text - fragment->text);
    return splitter->status;
}

enum status splitter_finish(struct splitter *splitter, struct error *error)
{
    splitter->status = STATUS_OK;
    splitter->error = error;
    if (!splitter->open)
        return STATUS_OK;
    if (!splitter->in_parser)
        splitter->status = begin_parser(splitter);
    if (!splitter->status && csv_fini(&splitter->parser, on_field, on_row, splitter))
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: the quote opened here is not closed before the end "
                         "of the file",
                         splitter->name, splitter->field_line, splitter->field);
    return splitter->status;
}
