/* A matrix means the same however it is written, and a stray byte in any field is an error that
 * names the field:
 *
 *   metamorphic TIMES FILE...
 *
 * TIMES random matrices, and those in the files, whose first row is a header, are written in every
 * style and dialect, and read in pieces of 1, 2, 3, 4095, 4096 and 65536 bytes from a file and from
 * a pipe, with one worker and with three, by the short cuts and by libcsv. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "readings.h"
#include "texts.h"

static const size_t pieces[] = {1, 2, 3, 4095, 4096, 65536};
enum { STYLES = 192, PIECES = sizeof pieces / sizeof *pieces };

static long same, named, wrong;

/* A text on its way through a pipe. */
struct flow {
    const char *text;
    size_t length, piece;
    int descriptor;
};

static void *pour(void *argument)
{
    const struct flow *flow = argument;
    for (size_t done = 0; done < flow->length;) {
        size_t left = flow->length - done, piece = left < flow->piece ? left : flow->piece;
        ssize_t moved = write(flow->descriptor, flow->text + done, piece);
        if (moved < 0)
            break;
        done += (size_t)moved;
    }
    close(flow->descriptor);
    return NULL;
}

static void read_pipe(struct reading *reading, const char *text, size_t length, size_t piece,
                      const struct reader_options *options)
{
    int ends[2];
    pthread_t thread;
    if (pipe(ends))
        exit(2);
    struct flow flow = {text, length, piece, ends[1]};
    if (pthread_create(&thread, NULL, pour, &flow))
        exit(2);
    read_from(reading, ends[0], options);
    close(ends[0]);
    pthread_join(thread, NULL);
}

static void complain(const char *what, const char *text, size_t length, const char *said)
{
    wrong++;
    if (wrong <= 10)
        printf("FAILED: %s: %s\n%.*s\n", what, said, (int)(length < 300 ? length : 300), text);
}

/* The text must be read as `expected`. */
static void expect_same(const char *text, size_t length, const struct reading *expected,
                        const struct reader_options *options, size_t piece)
{
    struct reading reading;
    if (piece)
        read_pipe(&reading, text, length, piece, options);
    else
        read_file(&reading, text, length, options);
    if (same_reading(expected, &reading))
        same++;
    else
        complain("read otherwise", text, length, reading.error.text);
    matrix_free(&reading.matrix);
}

/* Every style, and the pieces in turn. */
static void try_styles(const struct texts *texts, struct pool *pool, unsigned step)
{
    static const struct reader_options plain = {.delimiter = ','};
    for (int precision = PRECISION_DOUBLE; precision <= PRECISION_SINGLE; precision++) {
        struct reader_options options = plain;
        struct style usual = style_of(0);
        struct reading expected;
        size_t length;
        options.precision = (enum precision)precision;
        char *text = texts_write(texts, &usual, NULL, &length);
        read_file(&expected, text, length, &options);
        if (expected.status)
            complain("refused", text, length, expected.error.text);
        free(text);
        for (unsigned number = 0; number < STYLES; number += step) {
            struct style style = style_of(number);
            size_t piece = pieces[(number / step + (unsigned)precision) % PIECES];
            bool large = piece < 4 && length > 20000;
            text = texts_write(texts, &style, NULL, &length);
            options.pool = number % 2 ? pool : NULL;
            options.block = large ? 0 : piece;
            options.libcsv_only = number / 5 % 5 == 0;
            options.delimiter = delimiter_of(&style);
            options.quote = style.dialect == DIALECT_NO_QUOTES ? QUOTE_NONE : QUOTE_AUTO;
            options.decimal =
                style.dialect == DIALECT_DECIMAL_COMMAS ? DECIMAL_COMMA : DECIMAL_POINT;
            expect_same(text, length, &expected, &options, 0);
            options.block = 0;
            expect_same(text, length, &expected, &options, large ? 65536 : piece);
            free(text);
        }
        matrix_free(&expected.matrix);
    }
}

/* Whether the message names the place. A comma makes two fields of one, either of which may be
 * none, or a row that differs from the first, or the first that differs from the next. */
static bool names_place(const char *message, const struct spoil *spoil)
{
    unsigned long line, field, right_line = spoil->row + 1, right_field = spoil->column + 1;
    const char *rest = strstr(message, "/fd/");
    if (!rest || !(rest = strchr(rest, ':')))
        return false;
    bool comma = spoil->byte == ',';
    if (sscanf(rest, ":%lu: field %lu:", &line, &field) == 2)
        return line == right_line &&
               (field == right_field || (comma && (field == right_field + 1 || line == 1)));
    return comma && strstr(rest, " fields, but ") && sscanf(rest, ":%lu:", &line) == 1 &&
           (line == right_line || (line == 2 && right_line == 1));
}

/* In a name, and in the first field under a header, which may be one, most bytes make another name;
 * so does one before the first number of all. */
static bool can_tell(const struct texts *texts, const struct spoil *spoil, bool quotes)
{
    bool name = (texts->header && spoil->row == 0) || (texts->labels && spoil->column == 0) ||
                (texts->header && spoil->row == 1 && spoil->column == 0);
    if (spoil->byte == '"' || (spoil->byte == ',' && !quotes))
        return true;
    return !name && (spoil->at > 0 || spoil->column > 0 || spoil->row > 0);
}

static void try_spoils(const struct texts *texts, struct pool *pool)
{
    static const char bytes[] = {',', '"', '\0', 'x'};
    for (size_t i = 0; i < texts->rows * texts->columns * sizeof bytes; i++) {
        size_t cell = i / sizeof bytes;
        struct spoil spoil = {cell / texts->columns, cell % texts->columns, 0, bytes[i % 4]};
        spoil.at = random_below((unsigned)strlen(texts->cells[cell]) + 1);
        struct style style = style_of(random_below(STYLES));
        style.dialect = DIALECT_COMMAS;
        /* At the ends of a field in quotes, another quote may make a whole. */
        style.quotes &= spoil.byte != '"';
        if (!can_tell(texts, &spoil, style.quotes))
            continue;
        struct reader_options options = {.delimiter = ',',
                                         .pool = i % 3 ? pool : NULL,
                                         .block = pieces[random_below(PIECES)],
                                         .precision = (enum precision)(i % 2)};
        struct reading reading;
        size_t length;
        char *text = texts_write(texts, &style, &spoil, &length);
        read_file(&reading, text, length, &options);
        if (reading.status == STATUS_FAILED && names_place(reading.error.text, &spoil))
            named++;
        else
            complain("a stray byte", text, length,
                     reading.status ? reading.error.text : "nothing was said");
        free(text);
        matrix_free(&reading.matrix);
    }
}

int main(int argc, char **argv)
{
    long times = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    struct pool *pool = pool_new(3);
    for (long i = 0; i < times; i++) {
        struct texts *texts = texts_random();
        try_styles(texts, pool, i % 10 ? 7 : 1);
        try_spoils(texts, pool);
        texts_free(texts);
    }
    for (int i = 2; i < argc; i++) {
        struct texts *texts = texts_load(argv[i]);
        if (!texts) {
            printf("FAILED: %s cannot be read\n", argv[i]);
            wrong++;
            continue;
        }
        try_styles(texts, pool, 13);
        texts_free(texts);
    }
    pool_free(pool);
    printf("metamorphic: %ld read the same, %ld stray bytes named, %ld wrong\n", same, named,
           wrong);
    return wrong > 0 || same == 0;
}
