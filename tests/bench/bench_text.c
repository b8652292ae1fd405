/* CSV text to matrices and back, timed: columns of 17 and of 6 digits and of integers, as rows of
 * 64, as one column and as one row, on one thread and on all.
 *
 *     bench_text [NUMBERS]
 *
 * Reading is from a file that the system has in memory, beside libcsv (its fields are counted, or
 * handed to strtod); writing is to /dev/null, beside printf. MB are 10^6 bytes of text. The
 * contenders take turns, so that a busy machine slows all of them; times are medians. */
#include <csv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "table/reader.h"
#include "table/writer.h"

enum { TURNS = 5, MOST_CONTENDERS = 4 };

/* A matrix, and its text as %.17g and the like give it. */
struct sample {
    const char *name;
    const char *format; /* of its text */
    int digits;         /* for attn to write it; 0: the shortest */
    struct matrix matrix;
    int file; /* of the text, in memory */
    char path[64];
    char *text;
    size_t length;
    struct pool *pool; /* of all threads */
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench_text: %s\n", what);
    exit(EXIT_FAILURE);
}

static void check(enum status status, const struct error *error)
{
    if (status != STATUS_OK)
        fail(error->text);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What a contender does with the sample; returns how many numbers it met. */
typedef size_t work(const struct sample *sample);

static size_t read_on(const struct sample *sample, struct pool *pool)
{
    static struct matrix matrix; /* kept, so that no turn but the first asks for memory */
    const struct reader_options options = {.delimiter = ',', .pool = pool};
    struct reader *reader;
    struct error error;
    matrix_clear_rows(&matrix);
    matrix.columns = sample->matrix.columns;
    check(reader_open(&reader, sample->path, &options, &error), &error);
    check(reader_all(reader, &matrix, &error), &error);
    reader_close(reader);
    size_t count = matrix.rows * matrix.columns;
    if (memcmp(matrix.data, sample->matrix.data, count * sizeof(double)))
        fail("other numbers than were written");
    return count;
}

static size_t read_alone(const struct sample *sample)
{
    return read_on(sample, NULL);
}

static size_t read_together(const struct sample *sample)
{
    return read_on(sample, sample->pool);
}

static void count_field(void *text, size_t length, void *count)
{
    (void)text;
    (void)length;
    ++*(size_t *)count;
}

static size_t read_libcsv(const struct sample *sample)
{
    struct csv_parser parser;
    size_t count = 0;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI))
        fail("libcsv");
    csv_parse(&parser, sample->text, sample->length, count_field, NULL, &count);
    csv_fini(&parser, count_field, NULL, &count);
    csv_free(&parser);
    return count;
}

struct strtod_target {
    double *next;
    size_t count;
};

static void convert_field(void *text, size_t length, void *context)
{
    struct strtod_target *target = context;
    (void)length;
    target->next[target->count++] = strtod(text, NULL);
}

static size_t read_strtod(const struct sample *sample)
{
    struct csv_parser parser;
    static struct strtod_target target; /* kept, as above */
    if (!target.next)
        target.next = memory_new(sample->matrix.rows * sample->matrix.columns, sizeof(double));
    target.count = 0;
    if (!target.next || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL))
        fail("libcsv");
    csv_parse(&parser, sample->text, sample->length, convert_field, NULL, &target);
    csv_fini(&parser, convert_field, NULL, &target);
    csv_free(&parser);
    return target.count;
}

static size_t write_on(const struct sample *sample, struct pool *pool)
{
    const struct writer_options options = {
        .delimiter = ',', .digits = sample->digits, .pool = pool};
    struct writer *writer;
    struct error error;
    check(writer_open(&writer, "/dev/null", &options, &error), &error);
    check(writer_rows(writer, &sample->matrix, &error), &error);
    check(writer_close(writer, STATUS_OK, &error), &error);
    return sample->matrix.rows * sample->matrix.columns;
}

static size_t write_alone(const struct sample *sample)
{
    return write_on(sample, NULL);
}

static size_t write_together(const struct sample *sample)
{
    return write_on(sample, sample->pool);
}

static size_t print_to(FILE *out, const struct sample *sample)
{
    const size_t columns = sample->matrix.columns, count = sample->matrix.rows * columns;
    const double *numbers = sample->matrix.data;
    for (size_t i = 0; i < count; i++) {
        fprintf(out, sample->format, numbers[i]);
        putc((i + 1) % columns ? ',' : '\n', out);
    }
    return count;
}

static size_t write_printf(const struct sample *sample)
{
    FILE *out = fopen("/dev/null", "w");
    if (!out)
        fail("/dev/null");
    size_t count = print_to(out, sample);
    fclose(out);
    return count;
}

static void race(const struct sample *sample, work *const *contenders, size_t count)
{
    double times[MOST_CONTENDERS][TURNS];
    const size_t numbers = sample->matrix.rows * sample->matrix.columns;
    for (size_t turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < count; i++) {
            double start = seconds();
            if (contenders[i](sample) != numbers)
                fail("a contender has lost numbers");
            times[i][turn] = seconds() - start;
        }
    printf("| %-9s | %8zu x %8zu |", sample->name, sample->matrix.rows, sample->matrix.columns);
    for (size_t i = 0; i < count; i++) {
        qsort(times[i], TURNS, sizeof *times[i], ascending);
        double time = times[i][TURNS / 2];
        printf(" %4.0f  %5.1f |", 1e-6 * (double)sample->length / time,
               1e9 * time / (double)numbers);
    }
    putchar('\n');
    fflush(stdout);
}

/* Numbers that are spread as those of real columns, and read back from the text as they are. */
static void fill(struct sample *sample, size_t numbers)
{
    double *number = sample->matrix.data;
    uint64_t state = 88172645463325252u; /* xorshift */
    char text[64];
    for (size_t i = 0; i < numbers; i++) {
        double sum = 0;
        for (int j = 0; j < 12; j++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += (double)(state >> 11) * 0x1p-53;
        }
        bool integer = strcmp(sample->format, "%.0f") == 0;
        snprintf(text, sizeof text, sample->format, integer ? (sum - 6) * 1000 : sum - 6);
        number[i] = strtod(text, NULL);
    }
}

/* Lays the numbers out in so many columns, and writes their text. */
static void shape(struct sample *sample, size_t numbers, size_t columns)
{
    sample->matrix.columns = columns;
    sample->matrix.rows = numbers / columns;
    sample->file = memfd_create("text", MFD_CLOEXEC);
    snprintf(sample->path, sizeof sample->path, "/proc/self/fd/%d", sample->file);
    FILE *out = fopen(sample->path, "w");
    if (!out)
        fail("a file in memory");
    print_to(out, sample);
    fclose(out);
    sample->length = (size_t)lseek(sample->file, 0, SEEK_END);
    sample->text = mmap(NULL, sample->length, PROT_READ, MAP_SHARED, sample->file, 0);
    if (sample->text == MAP_FAILED)
        fail("a file in memory");
}

static void discard_text(struct sample *sample)
{
    munmap(sample->text, sample->length);
    close(sample->file);
}

static void run_shapes(struct sample *sample, size_t numbers, bool reading)
{
    static work *const readers[] = {read_alone, read_together, read_libcsv, read_strtod};
    static work *const writers[] = {write_alone, write_together, write_printf};
    const size_t columns[] = {64, 1, numbers};
    for (size_t j = 0; j < sizeof columns / sizeof *columns; j++) {
        shape(sample, numbers, columns[j]);
        if (reading)
            race(sample, readers, sizeof readers / sizeof *readers);
        else
            race(sample, writers, sizeof writers / sizeof *writers);
        discard_text(sample);
    }
}

static void run(bool reading, size_t numbers, struct pool *pool)
{
    static const struct sample samples[] = {{.name = "17 digits", .format = "%.17g"},
                                            {.name = "6 digits", .format = "%.6g", .digits = 6},
                                            {.name = "integers", .format = "%.0f"}};
    printf("\n| %s |      rows x columns | 1 thread    | %3zu threads |%s\n",
           reading ? "reading  " : "writing  ", pool_width(pool),
           reading ? " libcsv      | and strtod  |" : " printf      |");
    printf("|-----------|--------------------:|------------:|------------:|------------:|%s\n",
           reading ? "------------:|" : "");
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct sample sample = samples[i];
        sample.pool = pool;
        sample.matrix.columns = numbers;
        if (!matrix_reserve(&sample.matrix, 1))
            fail("no memory");
        fill(&sample, numbers);
        run_shapes(&sample, numbers, reading);
        matrix_free(&sample.matrix);
    }
}

int main(int argc, char **argv)
{
    size_t numbers = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) / 64 * 64 : 1 << 22;
    struct pool *pool = pool_new(cpu_usable());
    if (!pool || !numbers)
        fail("bench_text [NUMBERS]");
    puts("MB/s of text and, after it, ns a number");
    run(true, numbers, pool);
    run(false, numbers, pool);
    pool_free(pool);
    return 0;
}
