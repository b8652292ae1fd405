/* Similarities, masks and normalizers as the options name them; see catalogue.h. */
#include "run/catalogue.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "run/problem.h"
#include "table/decimal/decimal.h"

/* The option that would change scores where there are none; NULL: no such option. */
static const char *option_of_scores(const struct options *options)
{
    return options->similarity != similarity_find("dot")          ? "similarity"
           : options->scaling != SCALE_DEFAULT                    ? "scale"
           : options->softcap > 0                                 ? "softcap"
           : options->bias                                        ? "bias"
           : options->alibi                                       ? "alibi"
           : options->temperature > 1 || options->temperature < 1 ? "temperature"
                                                                  : NULL;
}

static enum status check_normalizer(const struct options *options, struct error *error)
{
    const struct normalizer *normalizer = options->normalizer;
    bool linear = normalizer->kind == NORMALIZER_LINEAR;
    if (linear && !options_fused(options))
        return error_set(error, STATUS_USAGE,
                         "--normalize=linear makes its own scores; give the queries with -q");
    if (linear && option_of_scores(options))
        return error_set(error, STATUS_USAGE,
                         "--%s has no effect on --normalize=linear, which makes its own scores",
                         option_of_scores(options));
    if (options->log && normalizer->kind == NORMALIZER_NONE)
        return error_set(error, STATUS_USAGE,
                         "--log has no meaning for --normalize=none: scores may be negative");
    if (options->lse && (normalizer->kind != NORMALIZER_SOFTMAX || options->axis != AXIS_ROW))
        return error_set(error, STATUS_USAGE,
                         "--lse is the log of softmax's denominator in each row: it has no "
                         "meaning for %s",
                         options->axis == AXIS_ROW ? normalizer->name : "another --axis");
    return STATUS_OK;
}

static enum status check_local(const struct options *options, struct error *error)
{
    const char *weight = options->weights[WEIGHT_LOCAL];
    const char *vector = options->weights[WEIGHT_LOCAL_VECTOR];
    if (options->local_p > 0 && !(weight && vector))
        return error_set(error, STATUS_USAGE,
                         "--local-p needs --local-weight=FILE and --local-vector=FILE");
    const char *idle = weight                 ? "local-weight"
                       : vector               ? "local-vector"
                       : options->renormalize ? "renormalize"
                                              : NULL;
    if (idle && !(options->local_p > 0))
        return error_set(error, STATUS_USAGE, "--%s has no effect without --local-p", idle);
    if (options->local_p > 0 && options->local_m > 0)
        return error_set(error, STATUS_USAGE,
                         "--local-m and --local-p put the window elsewhere; choose one");
    if (options->local_p > 0 && options->axis != AXIS_ROW)
        return error_set(error, STATUS_USAGE,
                         "--local-p weighs the keys of each query; it has no meaning for another "
                         "--axis");
    return STATUS_OK;
}

/* Options that act through others, of which none is given. */
static enum status check_idle(const struct options *options, struct error *error)
{
    bool turned = (options->rope || options->rope_cosines) && !options->positions;
    bool placed = options->causal || options->exclude_self || options->window || options->alibi ||
                  options->local_m > 0 || turned;
    enum normalizer_kind kind = options->normalizer->kind;
    bool single = kind == NORMALIZER_SIGMOID || kind == NORMALIZER_RELU || kind == NORMALIZER_NONE;
    if ((options->offset != 0 || options->offset_end) && !placed)
        return error_set(error, STATUS_USAGE,
                         "--offset has no effect without --causal, --window, --exclude-self, "
                         "--alibi, --local-m or --rope, which go by position");
    if (options->prefix > 0 && !options->causal && !options->window)
        return error_set(error, STATUS_USAGE,
                         "--prefix has no effect without --causal or --window, which it eases");
    if (single && options->axis != AXIS_ROW && options->top == 0)
        return error_set(error, STATUS_USAGE,
                         "--axis has no effect on --normalize=%s, which takes each score by itself",
                         options->normalizer->name);
    return STATUS_OK;
}

/* A parameter that becomes a number of the run's precision: one that is too large or too small for
 * it would be infinite, or lose its digits. */
struct parameter {
    const char *name;
    double value;
    bool any_size; /* it is added to other numbers: a tiny one is as good as 0 */
};

static enum status check_parameter(const struct options *options, const struct parameter *parameter,
                                   struct error *error)
{
    bool single = options->reading.precision == PRECISION_SINGLE;
    double least = single ? (double)FLT_MIN : DBL_MIN, most = single ? (double)FLT_MAX : DBL_MAX;
    double size = fabs(parameter->value);
    bool tiny = size > 0 && size < least && !parameter->any_size;
    if (!tiny && !(size > most))
        return STATUS_OK;
    error_set(error, STATUS_USAGE,
              "--%s=%g is out of range of %s precision, which is from %.3g to %.3g",
              parameter->name, parameter->value, single ? "single" : "double", least, most);
    if (single && size >= DBL_MIN)
        error_append(error, "; use --precision=double");
    return STATUS_USAGE;
}

static enum status check_range(const struct options *options, struct error *error)
{
    /* For other functions a plan has bandwidths in place of an extreme gamma. */
    bool polynomial = options->similarity->finish == FINISH_POLYNOMIAL;
    const struct parameter parameters[] = {
        {"scale", options->scale},
        {"softcap", options->softcap},
        {"alibi", options->alibi_slope},
        {"temperature", options->temperature},
        {"bandwidth", options->bandwidth},
        {"gamma", polynomial ? options->gamma : 0},
        {"coef0", options->coef0, .any_size = true},
        {"sink", options->sink_score, .any_size = true},
        {"sigmoid-bias", options->sigmoid_bias, .any_size = true},
        {"alpha", options->alpha}};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof parameters / sizeof *parameters; i++)
        status = check_parameter(options, &parameters[i], error);
    return status;
}

enum status catalogue_check(const struct options *options, struct error *error)
{
    const char *cells = options->mask ? "mask" : options->bias ? "bias" : NULL;
    enum status status = check_range(options, error);
    if (status == STATUS_OK)
        status = check_normalizer(options, error);
    if (status == STATUS_OK)
        status = check_local(options, error);
    if (status == STATUS_OK)
        status = check_idle(options, error);
    if (status == STATUS_OK && options->group && strchr(options->group, ','))
        return error_set(error, STATUS_USAGE, "--group: '%s' is more than one column",
                         options->group);
    if (status == STATUS_OK && cells && options->reading.missing == MISSING_DROP)
        return error_set(error, STATUS_USAGE,
                         "--missing=drop takes queries and keys out, and --%s has a cell for each",
                         cells);
    return status;
}

/* A vector has one number for each row of the weight it goes with, without which it is not given.
 */
static enum status check_vector(const struct side *vector, const struct side *weight,
                                struct error *error)
{
    if (side_given(vector) && vector->matrix.columns != weight->matrix.rows)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu numbers, %s is %zu x %zu: it needs one for each row",
                         vector->name, vector->matrix.columns, weight->name, weight->matrix.rows,
                         weight->matrix.columns);
    return STATUS_OK;
}

static enum status check_sizes(const struct side_inputs *sides, struct error *error)
{
    const struct side *w = sides->weights;
    bool additive = side_given(&w[WEIGHT_QUERY]);
    const struct side *of_vector = &w[additive ? WEIGHT_QUERY : WEIGHT_SIMILARITY];
    if (additive && w[WEIGHT_QUERY].matrix.rows != w[WEIGHT_KEY].matrix.rows)
        return error_set(
            error, STATUS_FAILED, "%s is %zu x %zu, %s is %zu x %zu: they need as many rows",
            w[WEIGHT_QUERY].name, w[WEIGHT_QUERY].matrix.rows, w[WEIGHT_QUERY].matrix.columns,
            w[WEIGHT_KEY].name, w[WEIGHT_KEY].matrix.rows, w[WEIGHT_KEY].matrix.columns);
    enum status status = check_vector(&w[WEIGHT_VECTOR], of_vector, error);
    if (status == STATUS_OK)
        status = check_vector(&w[WEIGHT_BIAS], of_vector, error);
    if (status == STATUS_OK)
        status = check_vector(&w[WEIGHT_LOCAL_VECTOR], &w[WEIGHT_LOCAL], error);
    return status;
}

/* The list of bandwidths; its syntax has been checked. */
static enum status read_bandwidths(struct side_inputs *sides, const struct options *options,
                                   struct error *error)
{
    const char *text = options->bandwidths;
    enum status status = STATUS_OK;
    size_t count = 1;
    for (const char *at = text; *at; at++)
        count += *at == ',';
    sides->bandwidths = memory_new(count, sizeof *sides->bandwidths);
    if (sides->bandwidths == NULL)
        return error_memory(error, "the bandwidths");
    sides->bandwidth_count = count;
    for (size_t c = 0; status == STATUS_OK && c < count; c++, text += *text == ',') {
        const char *end = text + strcspn(text, ",");
        decimal_scan_double(text, end, &sides->bandwidths[c]);
        text = end;
        status =
            check_parameter(options, &(struct parameter){"bandwidth", sides->bandwidths[c]}, error);
    }
    return status;
}

enum status catalogue_read(struct side_inputs *sides, const struct options *options,
                           struct pool *pool, struct error *error)
{
    enum precision precision = options->reading.precision;
    enum status status = STATUS_OK;
    for (int i = 0; i < WEIGHT_COUNT && status == STATUS_OK; i++) {
        bool vector = i == WEIGHT_VECTOR || i == WEIGHT_BIAS || i == WEIGHT_LOCAL_VECTOR;
        if (options->weights[i])
            status = (vector ? side_read_vector : side_read)(
                &sides->weights[i], options->weights[i], precision, options, pool, error);
    }
    if (status == STATUS_OK && options->bandwidths)
        status = read_bandwidths(sides, options, error);
    return status == STATUS_OK ? check_sizes(sides, error) : status;
}

struct similarity_parameters catalogue_similarity(const struct options *options,
                                                  const struct side_inputs *sides)
{
    const struct side *w = sides->weights;
    bool linear = options->normalizer->kind == NORMALIZER_LINEAR;
    const struct side *named = side_given(&w[WEIGHT_KEY]) ? &w[WEIGHT_KEY] : &w[WEIGHT_SIMILARITY];
    return (struct similarity_parameters){
        .function = linear ? &similarity_of_features : options->similarity,
        .scale = 1,
        .bandwidth = options->bandwidth,
        .bandwidths = sides->bandwidths,
        .gamma = options->gamma,
        .coef0 = options->coef0,
        .degree = options->degree,
        .weight = problem_rows(&w[WEIGHT_SIMILARITY].matrix),
        .query_weight = problem_rows(&w[WEIGHT_QUERY].matrix),
        .key_weight = problem_rows(&w[WEIGHT_KEY].matrix),
        .vector = w[WEIGHT_VECTOR].matrix.data,
        .bias = w[WEIGHT_BIAS].matrix.data,
        .weight_name = named->name,
    };
}

struct prediction catalogue_prediction(const struct options *options,
                                       const struct side_inputs *sides)
{
    const struct side *w = sides->weights;
    if (!(options->local_p > 0))
        return (struct prediction){.vector = NULL};
    return (struct prediction){.weight = problem_rows(&w[WEIGHT_LOCAL].matrix),
                               .vector = w[WEIGHT_LOCAL_VECTOR].matrix.data,
                               .weight_name = w[WEIGHT_LOCAL].name};
}

struct mask catalogue_mask(const struct options *options, size_t query_count, size_t key_count)
{
    int64_t end = (int64_t)key_count - (int64_t)query_count;
    return (struct mask){
        .offset = options->offset_end ? end : options->offset,
        .causal = options->causal,
        .exclude_self = options->exclude_self,
        .window = options->window,
        .left = options->left,
        .right = options->right,
        .prefix = options->prefix,
        .limited = options->limited,
        .valid_keys = options->valid_keys,
        .local = options->local_p > 0 ? options->local_p : options->local_m,
    };
}

struct normalizer_parameters catalogue_normalizer(const struct options *options,
                                                  const struct mask *mask, size_t key_count)
{
    size_t count = mask_key_count(mask, key_count);
    return (struct normalizer_parameters){
        .function = options->normalizer,
        .temperature = options->temperature,
        .log = options->log,
        .alpha = options->alpha,
        .sigmoid_bias =
            options->has_sigmoid_bias ? options->sigmoid_bias : normalizer_sigmoid_bias(count),
        .relu_divisor = count ? count : 1,
        .sink = options->sink,
        .sink_score = options->sink_score,
        .top = options->top,
        .renormalize = options->renormalize,
    };
}

enum status catalogue_check_width(const struct options *options, const struct side_inputs *sides,
                                  size_t d, struct error *error)
{
    if (sides->bandwidths && sides->bandwidth_count != d)
        return error_set(error, STATUS_FAILED,
                         "--bandwidth=%s has %zu numbers for %zu features: it needs one for each, "
                         "or one for all",
                         options->bandwidths, sides->bandwidth_count, d);
    return STATUS_OK;
}
