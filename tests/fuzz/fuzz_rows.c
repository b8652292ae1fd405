/* Fuzzes the short cuts of reading against libcsv alone: the same numbers, names and errors. */
#include "text_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < TEXT_CHOICES || size > TEXT_MOST)
        return -1;
    struct reader_options options = text_options(data);
    const char *text = (const char *)data + TEXT_CHOICES;
    struct reading fast, plain;
    read_file(&fast, text, size - TEXT_CHOICES, &options);
    options.libcsv_only = true;
    read_file(&plain, text, size - TEXT_CHOICES, &options);
    if (!same_reading(&fast, &plain)) {
        fprintf(stderr, "by the short cut: %d, %zu x %zu, %s\nby libcsv: %d, %zu x %zu, %s\n",
                fast.status, fast.matrix.rows, fast.matrix.columns,
                fast.status ? fast.error.text : "", plain.status, plain.matrix.rows,
                plain.matrix.columns, plain.status ? plain.error.text : "");
        abort();
    }
    matrix_free(&fast.matrix);
    matrix_free(&plain.matrix);
    return 0;
}
