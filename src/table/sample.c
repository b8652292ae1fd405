/* The first rows of a file; see sample.h. */
#include "table/sample.h"

#include <string.h>
#include <strings.h>

#include "table/delimiter.h"
#include "table/scan.h"

enum { PAUSE = 200 }; /* milliseconds without a byte */

/* How much text a sample wants, and whether it had to do with less. */
struct reach {
    size_t bytes, lines;
    bool paused;
};

static size_t length_of(const struct input *input)
{
    return input->end - input->start;
}

/* Reads until there is as much as wanted, the file ends, or nothing comes. */
static enum status gather(struct input *input, const struct reader_options *options,
                          struct reach *reach, struct error *error)
{
    const char *first = input->text + input->start;
    size_t counted = length_of(input), lines = scan_count_lines(first, first + counted);
    reach->paused = false;
    while (!input->at_end && length_of(input) < reach->bytes && lines < reach->lines) {
        reach->paused = lines && !options->whole && !input_wait(input, PAUSE);
        if (reach->paused)
            return STATUS_OK;
        const size_t length = length_of(input);
        if (options->max_memory && length > EVIDENCE_BYTES && length > options->max_memory)
            return error_set(error, STATUS_FAILED,
                             "%s:1: the first rows take %zu bytes of memory or more; --max-memory "
                             "allows %zu",
                             input->name, length, options->max_memory);
        enum status status = input_read(input, error);
        if (status != STATUS_OK)
            return status;
        const char *text = input->text + input->start;
        lines += scan_count_lines(text + counted, input->text + input->end);
        counted = length_of(input);
    }
    return STATUS_OK;
}

/* Looks at the rows that have come, through the options' delimiter. What is wrong with them counts
 * only where no row was whole: reading will tell of it in its place. */
static enum status look(struct sample *sample, struct input *input,
                        const struct reader_options *options, struct error *error)
{
    struct evidence *evidence = &sample->evidence;
    const struct input before = *input;
    struct fragment fragment;
    sample->bytes = 0;
    evidence_close(evidence);
    enum status status = evidence_open(evidence, input->name, options, error);
    if (status != STATUS_OK)
        return status;
    while (status == STATUS_OK && evidence->rows < EVIDENCE_ROWS && input_take(input, &fragment)) {
        const size_t bytes = input->start - before.start;
        if ((evidence->rows > 1 && bytes > EVIDENCE_BYTES) ||
            (!fragment.ends_line && !input->at_end))
            break;
        status = evidence_feed(evidence, &fragment, error);
        sample->bytes = bytes;
    }
    if (status == STATUS_OK && input->at_end && sample->bytes == before.end - before.start)
        status = evidence_end(evidence, error);
    *input = before;
    return evidence->rows ? STATUS_OK : status;
}

/* Whether the name says that tabs separate the cells. */
static bool is_tab_file(const char *name)
{
    const char *point = strrchr(name, '.');
    return point && (!strcasecmp(point, ".tsv") || !strcasecmp(point, ".tab"));
}

/* Finds the delimiter, and leaves the evidence that is seen through it. */
static enum status choose_delimiter(struct sample *sample, struct input *input,
                                    struct reader_options *options, struct error *error)
{
    char found[EVIDENCE_DELIMITERS], fit[EVIDENCE_DELIMITERS];
    const char *text = input->text + input->start;
    size_t fits = 0,
           count = delimiter_find(text, input->text + input->end, input->at_end, options, found);
    for (size_t i = 0; i < count && count > 1; i++) {
        options->delimiter = found[i];
        enum status status = look(sample, input, options, error);
        if (status != STATUS_OK)
            continue;
        if (delimiter_fits(&sample->evidence))
            fit[fits++] = found[i];
    }
    /* Commas are the decimal mark, where the options say so and another delimiter fits. */
    if (fits > 1 && options->decimal == DECIMAL_COMMA && fit[0] == ',')
        memmove(fit, fit + 1, --fits);
    if (fits > 1)
        return delimiter_refuse(input->name, fit, fits, error);
    options->delimiter = fits ? fit[0] : count == 1 ? found[0] : ',';
    enum status status = look(sample, input, options, error);
    if (status != STATUS_OK || count != 1 || options->delimiter == ',' ||
        delimiter_fits(&sample->evidence))
        return status;
    options->delimiter = ',';
    if (look(sample, input, options, error) == STATUS_OK)
        return STATUS_OK;
    /* Commas cannot be it. */
    options->delimiter = found[0];
    return look(sample, input, options, error);
}

/* The same; but commas without quotes are the decimal mark, if the options say so, or else separate
 * the cells. */
static enum status find_delimiter(struct sample *sample, struct input *input,
                                  struct reader_options *options, struct error *error)
{
    enum status status = choose_delimiter(sample, input, options, error);
    const struct evidence *evidence = &sample->evidence;
    if (status != STATUS_OK || options->decimal != DECIMAL_COMMA || options->delimiter != ',' ||
        evidence->inner_comma || (evidence->first.count < 2 && evidence->second < 2))
        return status;
    return error_set(
        error, STATUS_FAILED,
        "%s:%zu: the commas may separate cells, or be the decimal marks of one column; "
        "use --delimiter=, or --delimiter=';'",
        input->name, evidence->line);
}

static enum status judge(struct sample *sample, const char *name,
                         const struct reader_options *options, struct layout *layout,
                         struct error *error)
{
    layout_free(layout);
    *layout = (struct layout){0};
    return layout_judge(layout, options, &sample->evidence, name, error);
}

/* Whether a sample has all that it can have: two rows at the least, or what came before a pause. */
static bool is_full(const struct sample *sample, const struct input *input, bool paused)
{
    const size_t rows = sample->evidence.rows;
    return input->at_end || (rows && paused) || rows >= EVIDENCE_ROWS ||
           (rows > 1 && length_of(input) >= EVIDENCE_BYTES);
}

enum status sample_take(struct sample *sample, struct input *input, struct reader_options *options,
                        struct layout *layout, struct error *error)
{
    struct reach reach = {.bytes = EVIDENCE_BYTES};
    const struct evidence *evidence = &sample->evidence;
    options->guessed = options->delimiter == '\0';
    if (options->guessed && is_tab_file(input->name))
        options->delimiter = '\t';
    const bool open = options->delimiter == '\0';
    for (;;) {
        /* Twice as many each time: blank lines and comments are no rows, and may be many. */
        reach.lines += reach.lines + EVIDENCE_ROWS + 1 - evidence->rows;
        enum status status = gather(input, options, &reach, error);
        if (status == STATUS_OK)
            status = open ? find_delimiter(sample, input, options, error)
                          : look(sample, input, options, error);
        const bool full = status == STATUS_OK && is_full(sample, input, reach.paused);
        if (full && evidence->rows)
            status = judge(sample, input->name, options, layout, error);
        if (status != STATUS_OK)
            return status;
        /* A header alone does not say what is below it. */
        if (full && (input->at_end || evidence->rows > layout->has_header))
            break;
        if (length_of(input) >= reach.bytes)
            reach.bytes *= 2;
        else if (reach.paused)
            status = input_read(input, error);
        if (status != STATUS_OK)
            return status;
    }
    sample->taken = true;
    sample->watching = reach.paused && evidence->rows < EVIDENCE_ROWS && !input->at_end;
    if (!sample->watching)
        evidence_close(&sample->evidence);
    return STATUS_OK;
}

enum status sample_watch(struct sample *sample, const struct fragment *fragment,
                         const struct reader_options *options, const struct layout *layout,
                         struct error *error)
{
    struct evidence *evidence = &sample->evidence;
    const size_t rows = evidence->rows, line = evidence->splitter.line;
    if (sample->bytes) {
        sample->bytes -= fragment->length;
        return STATUS_OK;
    }
    enum status status = evidence_feed(evidence, fragment, error);
    if (status != STATUS_OK || evidence->rows == rows)
        return status;
    struct layout now = {0};
    status = layout_judge(&now, options, evidence, evidence->splitter.name, error);
    if (status == STATUS_OK && !layout_same(layout, &now)) {
        status =
            error_set(error, STATUS_FAILED, "%s:%zu: with this row the file reads as one with ",
                      evidence->splitter.name, line);
        layout_describe(&now, error);
        error_append(error, ", but rows above it came earlier and were read otherwise; give "
                            "--header=yes or no, and --labels=yes or no");
    }
    layout_free(&now);
    sample->watching = evidence->rows < EVIDENCE_ROWS;
    return status;
}

void sample_free(struct sample *sample)
{
    evidence_close(&sample->evidence);
}
