/* Options to a problem description; see problem.h. */
#include "command/problem.h"

struct rows problem_rows(const struct matrix *matrix)
{
    return (struct rows){matrix->data, matrix->rows, matrix->columns, matrix->columns};
}

/* What the function's result over d features is multiplied by. */
static double scale(const struct options *options, size_t d)
{
    switch (options->scaling) {
    case SCALE_AUTO:
        return similarity_auto_scale(d);
    case SCALE_NUMBER:
        return options->scale;
    default:
        return similarity_default_scale(options->similarity, d);
    }
}

struct attention problem_ready(const struct options *options, size_t key_count,
                               const struct matrix *values, size_t query_count)
{
    int64_t offset =
        options->offset_end ? (int64_t)key_count - (int64_t)query_count : options->offset;
    return (struct attention){
        .precision = options->reading.precision,
        .key_count = key_count,
        .values = problem_rows(values),
        .similarity = {.function = options->similarity, .scale = 1},
        .mask = {.offset = offset,
                 .causal = options->causal,
                 .exclude_self = options->exclude_self},
        .normalizer = {.function = options->normalizer,
                       .temperature = options->temperature,
                       .log = options->log},
    };
}

struct attention problem_fused(const struct options *options, const struct matrix *keys,
                               const struct matrix *values, size_t query_count)
{
    struct attention problem = problem_ready(options, keys->rows, values, query_count);
    problem.keys = problem_rows(keys);
    problem.similarity.scale = scale(options, keys->columns);
    problem.similarity.bandwidth = options->bandwidth;
    return problem;
}

struct attention problem_finished(const struct options *options, size_t key_count)
{
    struct matrix no_values = {.precision = options->reading.precision};
    struct attention problem = problem_ready(options, key_count, &no_values, key_count);
    problem.mask = (struct mask){0};
    problem.softcap = 0;
    problem.normalizer.temperature = 1;
    return problem;
}
