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

static void on_field(void *bytes, size_t length, void *context)
{
    struct splitter *splitter = context;
    if (splitter->status)
        return;
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

enum status splitter_feed(struct splitter *splitter, const struct fragment *fragment,
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
        splitter->status = parse(splitter, text, (size_t)(end - text));
    if (fragment->ends_line) {
        splitter->line++;
        splitter->in_comment = false;
    }
    return splitter->status;
}

enum status splitter_finish(struct splitter *splitter, struct error *error)
{
    splitter->status = STATUS_OK;
    splitter->error = error;
    if (!splitter->open)
        return STATUS_OK;
    if (csv_fini(&splitter->parser, on_field, on_row, splitter))
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: the quote opened here is not closed before the end "
                         "of the file",
                         splitter->name, splitter->field_line, splitter->field);
    return splitter->status;
}
