/* The files beside the sequences; see side_inputs.h. */
#include "run/side_inputs.h"

#include "base/text.h"
#include "run/source.h"
#include "table/input.h"

bool side_given(const struct side *side)
{
    return side->name != NULL;
}

struct request side_reading(const struct request *request)
{
    struct request side = *request;
    struct reader_options *reading = &side.reading;
    reading->corner = CORNER_COUNTS;
    if (reading->header == SETTING_YES) {
        reading->header = SETTING_AUTO;
        reading->corner = CORNER_HEADER;
    }
    if (reading->labels == SETTING_YES)
        reading->labels = SETTING_AUTO;
    if (reading->missing == MISSING_DROP)
        reading->missing = MISSING_ERROR;
    reading->label = NULL;
    reading->skip = 0;
    reading->side_file = true;
    reading->whole = true;
    return side;
}

/* Numbers that no precision rounds. */
static bool is_double(enum side_file file)
{
    return file == SIDE_POSITIONS || file == SIDE_KEY_POSITIONS ||
           (file >= SIDE_FREQUENCIES && file <= SIDE_SINKS);
}

/* Numbers of heads. One that is missing is refused as a number that is not finite. */
static bool is_of_heads(enum side_file file)
{
    return file >= SIDE_SCALES && file <= SIDE_SINKS;
}

static bool is_vector(enum side_file file)
{
    return (file >= SIDE_QUERIES_BIAS && file <= SIDE_OUTPUT_BIAS) ||
           file == SIDE_ADDITIVE_VECTOR || file == SIDE_ADDITIVE_BIAS ||
           file == SIDE_LOCAL_VECTOR || file == SIDE_QUERY_NORM || file == SIDE_KEY_NORM ||
           is_double(file);
}

static enum status read_side(struct side *side, enum side_file file, const struct request *request,
                             struct pool *pool, struct error *error)
{
    const char *path = request->sides[file];
    struct request reading = side_reading(request);
    if (is_double(file))
        reading.reading.precision = PRECISION_DOUBLE;
    if (is_of_heads(file) && reading.reading.missing == MISSING_ERROR)
        reading.reading.missing = MISSING_KEEP;
    struct source source;
    enum status status = source_open(&source, path, &reading, pool, error);
    if (status == STATUS_OK)
        status = source_read_all(&source, error);
    struct matrix *matrix = &side->matrix;
    side->name = input_name(path);
    *matrix = source.matrix;
    source.matrix = (struct matrix){0};
    source_close(&source);
    if (status != STATUS_OK || !is_vector(file))
        return status;
    if (matrix->rows != 1 && matrix->columns != 1)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu: it has to be one row or one column", side->name,
                         matrix->rows, matrix->columns);
    matrix->columns *= matrix->rows;
    matrix->rows = 1;
    return STATUS_OK;
}

/* A vector, if it is given, has one number for each row of the matrix it goes with. */
static enum status check_vector(const struct side *vector, const struct side *of,
                                struct error *error)
{
    size_t count = vector->matrix.columns;
    if (!side_given(vector) || count == of->matrix.rows)
        return STATUS_OK;
    return error_set(
        error, STATUS_FAILED, "%s has %zu number%s, %s is %zu x %zu: it needs one for each row",
        vector->name, count, text_plural(count), of->name, of->matrix.rows, of->matrix.columns);
}

static enum status check_sizes(const struct side_inputs *sides, struct error *error)
{
    const struct side *files = sides->files;
    for (int i = 0; i < 4; i++) {
        const struct side *map = &files[SIDE_PROJECT_QUERIES + i];
        const struct side *bias = &files[SIDE_QUERIES_BIAS + i];
        size_t count = bias->matrix.columns;
        if (side_given(bias) && count != map->matrix.columns)
            return error_set(error, STATUS_FAILED,
                             "%s has %zu number%s, %s is %zu x %zu: a bias has one for each column",
                             bias->name, count, text_plural(count), map->name, map->matrix.rows,
                             map->matrix.columns);
    }
    const struct side *query = &files[SIDE_ADDITIVE_QUERY], *key = &files[SIDE_ADDITIVE_KEY];
    if (side_given(query) && query->matrix.rows != key->matrix.rows)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu, %s is %zu x %zu: they need as many rows", query->name,
                         query->matrix.rows, query->matrix.columns, key->name, key->matrix.rows,
                         key->matrix.columns);
    const struct side *hidden = side_given(query) ? query : &files[SIDE_SIMILARITY];
    enum status status = check_vector(&files[SIDE_ADDITIVE_VECTOR], hidden, error);
    if (status == STATUS_OK)
        status = check_vector(&files[SIDE_ADDITIVE_BIAS], hidden, error);
    if (status == STATUS_OK)
        status = check_vector(&files[SIDE_LOCAL_VECTOR], &files[SIDE_LOCAL_WEIGHT], error);
    return status;
}

enum status side_inputs_read(struct side_inputs *sides, const struct request *request,
                             struct pool *pool, struct error *error)
{
    for (int i = 0; i < SIDE_COUNT; i++) {
        enum status status = STATUS_OK;
        if (request->sides[i])
            status = read_side(&sides->files[i], (enum side_file)i, request, pool, error);
        if (status != STATUS_OK)
            return status;
    }
    return check_sizes(sides, error);
}

void side_inputs_close(struct side_inputs *sides)
{
    for (int i = 0; i < SIDE_COUNT; i++)
        matrix_free(&sides->files[i].matrix);
}
