/* Fuzzes the reader: rows a few at a time must be those that come all at once, an error must have
 * a message of one line, and a matrix as many names as rows and columns. */
#include "text_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

/* As it is printed. */
static void check_message(const struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    error_print(error, out);
    fclose(out);
    expect(error->text[0] && text[length - 1] == '\n', "a message is a line");
    for (size_t i = 0; i + 1 < length; i++)
        expect((unsigned char)text[i] >= ' ' && text[i] != 0x7f, "that can be printed");
    free(text);
}

static void check_matrix(const struct matrix *matrix)
{
    expect(matrix->rows > 0 && matrix->columns > 0, "a matrix has rows and columns");
    expect(!matrix->row_labels.count || matrix->row_labels.count == matrix->rows, "a name a row");
    expect(!matrix->column_labels.count || matrix->column_labels.count == matrix->columns,
           "a name a column");
    const size_t groups = matrix->texts[TEXT_GROUP].count;
    expect(!groups || groups == matrix->rows, "a group a row");
}

/* Rows `most` at a time, one block after the other compared with the same rows of the whole. */
static void read_blocks(const struct reading *whole, int descriptor, size_t most,
                        const struct reader_options *options)
{
    struct reader *reader;
    char path[64];
    struct error error;
    struct matrix block = {.precision = options->precision};
    size_t rows = 0, size = precision_size(options->precision);
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    enum status status = reader_open(&reader, path, options, &error);
    if (status) {
        expect(status == whole->status, "a file is opened always or never");
        return;
    }
    while (!(status = reader_next(reader, most, &block, &error)) && block.rows) {
        const struct matrix *all = &whole->matrix;
        expect(block.rows <= most, "no more rows than asked for");
        expect(whole->status ||
                   (rows + block.rows <= all->rows && block.columns == all->columns &&
                    !memcmp(block.data, matrix_row(all, rows), block.rows * block.columns * size)),
               "rows in blocks are the rows of the whole");
        rows += block.rows;
    }
    expect(status == whole->status, "blocks end as the whole does");
    expect(!status || !strcmp(error.text, whole->error.text), "with the same message");
    expect(status || rows == whole->matrix.rows, "after as many rows");
    matrix_free(&block);
    reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < TEXT_CHOICES || size > TEXT_MOST)
        return -1;
    struct reader_options options = text_options(data);
    options.max_memory = 0; /* a block may fit where the whole does not */
    struct reading whole;
    int file = memfd_create("text", 0);
    size_t length = size - TEXT_CHOICES;
    if (file < 0 || write(file, data + TEXT_CHOICES, length) != (ssize_t)length)
        abort();
    read_from(&whole, file, &options);
    if (whole.status)
        check_message(&whole.error);
    else
        check_matrix(&whole.matrix);
    read_blocks(&whole, file, 1 + data[2] / 8 % 8, &options);
    matrix_free(&whole.matrix);
    close(file);
    return 0;
}
