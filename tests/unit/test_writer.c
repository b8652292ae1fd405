/* Tests of writing: the text of a matrix, whatever the block, the groups and the workers, and that
 * it reads back as it was. */
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include "reading.h"
#include "table/writer.h"

static char directory[] = "/tmp/attn-test-XXXXXX";

/* What the writer makes of the matrix in blocks of `rows` rows; free it. */
static char *write_matrix(const struct matrix *matrix, const struct writer_options *options,
                          size_t rows, size_t *length)
{
    char path[64];
    snprintf(path, sizeof path, "%s/out", directory);
    struct writer *writer;
    struct error error;
    ck_assert_int_eq(writer_open(&writer, path, options, &error), STATUS_OK);
    ck_assert_int_eq(
        writer_header(writer, &matrix->column_labels, matrix->row_labels.count > 0, &error),
        STATUS_OK);
    for (size_t row = 0; row < matrix->rows; row += rows) {
        size_t count = matrix->rows - row < rows ? matrix->rows - row : rows;
        struct matrix block = *matrix;
        block.rows = count;
        block.data = matrix_row(matrix, row);
        block.row_labels = (struct labels){0};
        for (size_t i = row; matrix->row_labels.count && i < row + count; i++) {
            size_t size;
            const char *text = labels_get(&matrix->row_labels, i, &size);
            labels_add(&block.row_labels, text, size);
        }
        ck_assert_int_eq(writer_rows(writer, &block, &error), STATUS_OK);
        labels_free(&block.row_labels);
    }
    ck_assert_int_eq(writer_close(writer, STATUS_OK, &error), STATUS_OK);
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    ssize_t got = getdelim(&text, &room, EOF, file);
    if (got < 0)
        text[0] = '\0';
    *length = got < 0 ? 0 : (size_t)got;
    fclose(file);
    unlink(path);
    return text;
}

static void check_text(const struct matrix *matrix, const struct writer_options *options,
                       const char *expected)
{
    size_t length;
    char *text = write_matrix(matrix, options, SIZE_MAX, &length);
    ck_assert_uint_eq(length, strlen(expected));
    ck_assert_str_eq(text, expected);
    free(text);
}

static void add(struct labels *labels, const char *text)
{
    ck_assert(labels_add(labels, text, strlen(text)));
}

START_TEST(numbers_of_both_widths)
{
    double numbers[] = {1, -0.0, 0.1, INFINITY, -INFINITY, NAN};
    float singles[] = {0.1f, 16777216};
    struct matrix matrix = {.rows = 2, .columns = 3, .data = numbers};
    check_text(&matrix, &(struct writer_options){.delimiter = ','}, "1,-0,0.1\ninf,-inf,nan\n");
    check_text(&matrix, &(struct writer_options){.delimiter = '\t', .digits = 2},
               "1\t-0\t0.1\ninf\t-inf\tnan\n");
    matrix =
        (struct matrix){.rows = 2, .columns = 1, .data = singles, .precision = PRECISION_SINGLE};
    check_text(&matrix, &(struct writer_options){.delimiter = ','}, "0.1\n16777216\n");
    check_text(&matrix, &(struct writer_options){.delimiter = ',', .digits = 3}, "0.1\n1.68e+07\n");
    matrix.rows = 0;
    check_text(&matrix, &(struct writer_options){.delimiter = ','}, "");
}
END_TEST

START_TEST(labels_in_quotes_where_needed)
{
    double numbers[] = {1, 2, 3, 4};
    struct matrix matrix = {.rows = 2, .columns = 2, .data = numbers};
    add(&matrix.column_labels, "a,b");
    add(&matrix.column_labels, " \"c");
    check_text(&matrix, &(struct writer_options){.delimiter = ','},
               "\"a,b\",\" \"\"c\"\n1,2\n3,4\n");
    check_text(&matrix, &(struct writer_options){.delimiter = ';'}, "a,b;\" \"\"c\"\n1;2\n3;4\n");
    add(&matrix.row_labels, "r\ns");
    add(&matrix.row_labels, "");
    check_text(&matrix, &(struct writer_options){.delimiter = ','},
               ",\"a,b\",\" \"\"c\"\n\"r\ns\",1,2\n,3,4\n");
    check_text(&matrix, &(struct writer_options){.delimiter = ',', .plain = true}, "1,2\n3,4\n");
    matrix_free(
        &(struct matrix){.row_labels = matrix.row_labels, .column_labels = matrix.column_labels});
}
END_TEST

/* A line of nothing would be no header. */
START_TEST(one_empty_column_label)
{
    double number = 5;
    struct matrix matrix = {.rows = 1, .columns = 1, .data = &number};
    add(&matrix.column_labels, "");
    check_text(&matrix, &(struct writer_options){.delimiter = ','}, "\"\"\n5\n");
    labels_free(&matrix.column_labels);
}
END_TEST

/* rows x columns numbers, named if asked for by labels that need quotes now and then. */
static struct matrix make_matrix(size_t rows, size_t columns, bool labelled)
{
    struct matrix matrix = {.columns = columns};
    ck_assert(matrix_reserve(&matrix, rows));
    matrix.rows = rows;
    for (size_t i = 0; i < rows * columns; i++)
        ((double *)matrix.data)[i] = sin((double)i) * pow(10, (double)(i % 40) - 20);
    for (size_t row = 0; labelled && row < rows; row++) {
        char label[256];
        memset(label, row % 3 ? '"' : 'x', sizeof label);
        ck_assert(labels_add(&matrix.row_labels, label, row % sizeof label));
    }
    for (size_t column = 0; labelled && column < columns; column++)
        add(&matrix.column_labels, column % 2 ? "b\r" : "a");
    return matrix;
}

START_TEST(the_text_does_not_depend_on_blocks_and_workers)
{
    static const size_t shapes[][2] = {{1, 1}, {3, 5000}, {20000, 1}, {300, 301}, {1, 100000}};
    struct pool *pool = pool_new(3);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int labelled = 0; labelled < 2; labelled++) {
            struct matrix matrix = make_matrix(shapes[i][0], shapes[i][1], labelled);
            struct writer_options options = {.delimiter = ','};
            size_t length, other_length;
            char *text = write_matrix(&matrix, &options, 7, &length);
            options.pool = pool;
            char *other = write_matrix(&matrix, &options, SIZE_MAX, &other_length);
            ck_assert_uint_eq(length, other_length);
            ck_assert_mem_eq(text, other, length);
            free(text);
            free(other);
            matrix_free(&matrix);
        }
    pool_free(pool);
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    struct matrix matrix = make_matrix(1000, 9, true);
    size_t length, size;
    char *expected, *text = write_matrix(&matrix, &(struct writer_options){.delimiter = ','},
                                         SIZE_MAX, &length);
    FILE *out = open_memstream(&expected, &size);
    for (size_t i = 0; i < matrix.columns; i++)
        reading_print_label(out, &matrix.column_labels, i);
    fputc('\n', out);
    reading_print_rows(out, &matrix);
    fclose(out);
    char *dump = reading_dump(text, length, &(struct reader_options){.delimiter = ','}, 0);
    ck_assert_str_eq(dump, expected);
    free(dump);
    free(expected);
    free(text);
    matrix_free(&matrix);
}
END_TEST

struct drained {
    int descriptor;
    char *text;
    size_t length;
};

/* The reader of a slow pipe: a little at a time, until the end. */
static void *drain(void *argument)
{
    struct drained *drained = argument;
    char bytes[1000];
    ssize_t got;
    FILE *out = open_memstream(&drained->text, &drained->length);
    while ((got = read(drained->descriptor, bytes, sizeof bytes)) > 0)
        fwrite(bytes, 1, (size_t)got, out);
    fclose(out);
    return NULL;
}

/* A pipe that takes a part of each write, and none at times. */
START_TEST(a_pipe_that_does_not_block)
{
    int ends[2];
    pthread_t thread;
    struct error error = {""};
    struct writer *writer;
    struct matrix matrix = make_matrix(200, 300, false);
    struct pool *pool = pool_new(2);
    struct writer_options options = {.delimiter = ',', .pool = pool};
    size_t length;
    char *expected = write_matrix(&matrix, &options, SIZE_MAX, &length);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    ck_assert_int_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    close(ends[1]);
    struct drained drained = {.descriptor = ends[0]};
    pthread_create(&thread, NULL, drain, &drained);
    enum status status = writer_open(&writer, NULL, &options, &error);
    if (!status)
        status = writer_rows(writer, &matrix, &error);
    if (!status)
        status = writer_close(writer, STATUS_OK, &error);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    ck_assert_msg(!status, "%s", error.text);
    pthread_join(thread, NULL);
    ck_assert_uint_eq(drained.length, length);
    ck_assert_mem_eq(drained.text, expected, length);
    free(drained.text);
    free(expected);
    close(ends[0]);
    matrix_free(&matrix);
    pool_free(pool);
}
END_TEST

/* Rows longer than a worker's share are handed over whole: each write is a message here. */
START_TEST(long_rows_are_written_whole)
{
    enum { ROWS = 3, COLUMNS = 9000 };
    static char text[ROWS * 2 * COLUMNS];
    int ends[2];
    char path[32];
    struct error error = {""};
    struct writer *writer;
    struct matrix matrix = make_matrix(ROWS, COLUMNS, false);
    struct pool *pool = pool_new(2);
    struct writer_options options = {.delimiter = ',', .pool = pool};
    memset(matrix.data, 0, ROWS * COLUMNS * sizeof(double));
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    ck_assert_int_eq(writer_open(&writer, path, &options, &error), STATUS_OK);
    ck_assert_int_eq(writer_rows(writer, &matrix, &error), STATUS_OK);
    ck_assert_int_eq(writer_close(writer, STATUS_OK, &error), STATUS_OK);
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got; (got = read(ends[0], text, sizeof text)) > 0; length += (size_t)got)
        ck_assert(text[got - 1] == '\n');
    ck_assert_uint_eq(length, sizeof text);
    close(ends[0]);
    matrix_free(&matrix);
    pool_free(pool);
}
END_TEST

START_TEST(a_full_disk)
{
    struct matrix matrix = make_matrix(300, 300, false);
    struct pool *pool = pool_new(2);
    struct writer_options options = {.delimiter = ',', .pool = pool};
    struct writer *writer;
    struct error error;
    ck_assert_int_eq(writer_open(&writer, "/dev/full", &options, &error), STATUS_OK);
    ck_assert_int_eq(writer_rows(writer, &matrix, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "/dev/full: No space left on device");
    ck_assert_int_eq(writer_close(writer, STATUS_FAILED, &error), STATUS_FAILED);
    matrix_free(&matrix);
    pool_free(pool);
}
END_TEST

/* A reader leaves when all rows have been handed over, but not all of them taken. */
START_TEST(a_failure_after_the_last_rows)
{
    struct matrix matrix = make_matrix(300, 60, false);
    struct pool *pool = pool_new(2);
    struct writer_options options = {.delimiter = ',', .pool = pool};
    struct writer *writer;
    struct error error = {""};
    int ends[2];
    char path[64], expected[100];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_ptr_ne(signal(SIGPIPE, SIG_IGN), SIG_ERR);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    snprintf(expected, sizeof expected, "%s: Broken pipe", path);
    ck_assert_int_eq(writer_open(&writer, path, &options, &error), STATUS_OK);
    ck_assert_int_eq(writer_rows(writer, &matrix, &error), STATUS_OK);
    close(ends[0]);
    ck_assert_int_eq(writer_close(writer, STATUS_OK, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, expected);
    close(ends[1]);
    matrix_free(&matrix);
    pool_free(pool);
}
END_TEST

START_TEST(delimiters_that_cannot_be)
{
    struct writer *writer;
    struct error error;
    for (const char *delimiter = "\"\r\n"; *delimiter; delimiter++) {
        struct writer_options options = {.delimiter = *delimiter};
        ck_assert_int_eq(writer_open(&writer, "-", &options, &error), STATUS_USAGE);
        ck_assert_ptr_null(writer);
    }
    ck_assert_int_eq(writer_open(&writer, "-", &(struct writer_options){0}, &error), STATUS_USAGE);
}
END_TEST

START_TEST(no_rows_make_no_text)
{
    const struct matrix none = {.precision = PRECISION_DOUBLE, .columns = 3};
    struct writer_options options = {.delimiter = ','};
    struct writer *writer;
    struct error error;
    char path[64];
    snprintf(path, sizeof path, "%s/out", directory);
    ck_assert_int_eq(writer_open(&writer, path, &options, &error), STATUS_OK);
    ck_assert_int_eq(writer_rows(writer, &none, &error), STATUS_OK);
    ck_assert_int_eq(writer_close(writer, STATUS_OK, &error), STATUS_OK);
    FILE *file = fopen(path, "r");
    ck_assert_int_eq(getc(file), EOF);
    fclose(file);
    unlink(path);
}
END_TEST

int main(void)
{
    if (!mkdtemp(directory))
        return 1;
    Suite *suite = suite_create("writer");
    TCase *tests = tcase_create("writer");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, numbers_of_both_widths);
    tcase_add_test(tests, labels_in_quotes_where_needed);
    tcase_add_test(tests, one_empty_column_label);
    tcase_add_test(tests, the_text_does_not_depend_on_blocks_and_workers);
    tcase_add_test(tests, what_is_written_reads_back);
    tcase_add_test(tests, a_pipe_that_does_not_block);
    tcase_add_test(tests, long_rows_are_written_whole);
    tcase_add_test(tests, a_full_disk);
    tcase_add_test(tests, a_failure_after_the_last_rows);
    tcase_add_test(tests, delimiters_that_cannot_be);
    tcase_add_test(tests, no_rows_make_no_text);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    rmdir(directory);
    return failed != 0;
}
