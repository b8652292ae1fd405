/* Rows of text cut into cells; see row_cells.h. */
#include "run/row_cells.h"

#include "table/splitter.h"

static enum status on_edge(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return STATUS_OK;
}

static enum status on_field(void *context, const char *text, size_t length, struct error *error)
{
    return labels_add(context, text, length) ? STATUS_OK : error_memory(error, "a row");
}

bool row_cells_cut(struct labels *cells, const char *text, size_t length,
                   const struct request *request)
{
    const struct reader_options options = {
        .delimiter = request->writing.delimiter,
        .quote = request->reading.quote == QUOTE_NONE ? QUOTE_NONE : QUOTE_DOUBLE,
        .max_memory = request->reading.max_memory};
    const struct splitter_sink sink = {on_edge, on_field, on_edge, cells};
    const struct fragment fragment = {text, length, .starts_line = true};
    struct splitter splitter;
    struct error unread;
    labels_clear(cells);
    splitter_open(&splitter, "", &options, &sink);
    enum status status = splitter_feed(&splitter, &fragment, &unread);
    if (status == STATUS_OK)
        status = splitter_end(&splitter, &unread);
    splitter_close(&splitter);
    if (status == STATUS_OK)
        return true;
    labels_clear(cells);
    return labels_add(cells, text, length);
}
