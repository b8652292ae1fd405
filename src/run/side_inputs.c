/* The files beside the sequences; see side_inputs.h. */
#include "run/side_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "run/catalogue.h"
#include "run/source.h"
#include "table/input.h"

bool side_given(const struct side *side)
{
    return side->name != NULL;
}

struct options side_reading(const struct options *options)
{
    struct options reading = *options;
    reading.reading.corner = CORNER_COUNTS;
    if (reading.reading.header == SETTING_YES) {
        reading.reading.header = SETTING_AUTO;
        reading.reading.corner = CORNER_HEADER;
    }
    if (reading.reading.labels == SETTING_YES)
        reading.reading.labels = SETTING_AUTO;
    if (reading.reading.missing == MISSING_DROP)
        reading.reading.missing = MISSING_ERROR;
    reading.reading.skip = 0;
    reading.reading.side_file = true;
    return reading;
}

enum status side_read(struct side *side, const char *path, enum precision precision,
                      const struct options *options, struct pool *pool, struct error *error)
{
    struct options reading = side_reading(options);
    reading.reading.precision = precision;
    struct source source;
    enum status status = source_open(&source, path, &reading, pool, error);
    if (status == STATUS_OK)
        status = source_read_all(&source, error);
    side->name = input_name(path);
    side->matrix = source.matrix;
    source.matrix = (struct matrix){0};
    source_close(&source);
    return status;
}

enum status side_read_vector(struct side *side, const char *path, enum precision precision,
                             const struct options *options, struct pool *pool, struct error *error)
{
    enum status status = side_read(side, path, precision, options, pool, error);
    struct matrix *matrix = &side->matrix;
    if (status == STATUS_OK && matrix->rows != 1 && matrix->columns != 1)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu: it has to be one row or one column", side->name,
                         matrix->rows, matrix->columns);
    matrix->columns *= matrix->rows;
    matrix->rows = 1;
    return status;
}

static enum status read_projection(struct side_inputs *sides, enum project which,
                                   const struct options *options, struct pool *pool,
                                   struct error *error)
{
    struct side *weight = &sides->project[which], *bias = &sides->project_bias[which];
    enum precision precision = options->reading.precision;
    enum status status =
        side_read(weight, options->project[which], precision, options, pool, error);
    if (status != STATUS_OK || !options->project_bias[which])
        return status;
    status = side_read_vector(bias, options->project_bias[which], precision, options, pool, error);
    if (status == STATUS_OK && bias->matrix.columns != weight->matrix.columns)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu numbers, %s is %zu x %zu: a bias has one for each column",
                         bias->name, bias->matrix.columns, weight->name, weight->matrix.rows,
                         weight->matrix.columns);
    return status;
}

enum status side_inputs_read(struct side_inputs *sides, const struct options *options,
                             struct pool *pool, struct error *error)
{
    enum precision precision = options->reading.precision;
    enum status status = STATUS_OK;
    for (int i = 0; i < PROJECT_COUNT && status == STATUS_OK; i++)
        if (options->project[i])
            status = read_projection(sides, (enum project)i, options, pool, error);
    if (status == STATUS_OK && options->rope_cosines)
        status = side_read(&sides->cosines, options->rope_cosines, precision, options, pool, error);
    if (status == STATUS_OK && options->rope_sines)
        status = side_read(&sides->sines, options->rope_sines, precision, options, pool, error);
    if (status == STATUS_OK && options->positions)
        status = side_read_vector(&sides->positions, options->positions, PRECISION_DOUBLE, options,
                                  pool, error);
    if (status == STATUS_OK && options->key_positions)
        status = side_read_vector(&sides->key_positions, options->key_positions, PRECISION_DOUBLE,
                                  options, pool, error);
    return status == STATUS_OK ? catalogue_read(sides, options, pool, error) : status;
}

void side_inputs_close(struct side_inputs *sides)
{
    for (int i = 0; i < PROJECT_COUNT; i++) {
        matrix_free(&sides->project[i].matrix);
        matrix_free(&sides->project_bias[i].matrix);
    }
    matrix_free(&sides->cosines.matrix);
    matrix_free(&sides->sines.matrix);
    matrix_free(&sides->positions.matrix);
    matrix_free(&sides->key_positions.matrix);
    for (int i = 0; i < WEIGHT_COUNT; i++)
        matrix_free(&sides->weights[i].matrix);
    free(sides->bandwidths);
}
