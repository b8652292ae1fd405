/* Queries and keys made ready to be paired; see prepare.h. */
#include "attention/prepare.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/local.h"
#include "attention/products.h"
#include "base/memory.h"

/* What becomes of a row of `width` features, of a query or a key: read from `from`, written to
 * `to`; the exp is that of preparation->arithmetic, of double precision. */
typedef void row_map(const struct preparation *preparation, bool is_key, const void *from, void *to,
                     size_t width, enum precision precision);

/* Features that exp takes at a time. */
enum { CHUNK = 256 };

/* Numbers that a worker maps at a time, about. */
enum { MAPPED_NUMBERS = 4096 };

/* What prepared queries take, unless one takes more. */
enum { PREPARED_BYTES = 32 << 20 };

struct preparation {
    struct attention problem;               /* as given */
    struct multiplier *queries, *positions; /* what queries are multiplied by; NULL: nothing */
    row_map *map;                           /* of queries; NULL: none */
    const struct kernel *arithmetic;        /* see row_map */
    struct pool *pool;
    void *keys;        /* prepared; NULL: as given */
    void *rows;        /* `most` prepared queries */
    size_t most;       /* queries at a time */
    size_t width;      /* of each */
    void *predictors;  /* W q of PREPARED_ROWS queries */
    double *centers;   /* and where their windows lie */
    double *exponents; /* of each feature of linear attention: see find_exponents; NULL: all 0 */
    bool loses;        /* see preparation_loses_terms */
    struct rows given; /* the queries as they were, of the last call of preparation_apply, */
    bool shown;        /* and whether their scores are */
};

double preparation_range_scale(const void *row, size_t width, enum precision precision)
{
    double largest = 0, high = precision == PRECISION_DOUBLE ? 0x1p900 : 0x1p100;
    for (size_t c = 0; c < width; c++)
        largest = fmax(largest, fabs(precision_get(row, precision, c)));
    return largest > high ? 0x1p-100 : largest < 1 / high ? 0x1p100 : 1;
}

/* x - mean(x), up to a factor, on which no correlation depends. The mean is taken off in two steps,
 * first as rounded and then what it has lost: where numbers are nearly equal, their differences
 * from the rounded mean are exact, and equal numbers become zeros. */
static void center_row(const struct preparation *preparation, bool is_key, const void *from,
                       void *to, size_t width, enum precision precision)
{
    (void)preparation;
    (void)is_key;
    double mean = 0, rest = 0, scale = preparation_range_scale(from, width, precision);
    for (size_t c = 0; c < width; c++)
        mean += scale * precision_get(from, precision, c);
    mean /= (double)width;
    for (size_t c = 0; c < width; c++)
        rest += scale * precision_get(from, precision, c) - mean;
    rest /= (double)width;
    for (size_t c = 0; c < width; c++)
        precision_put(to, precision, c, (scale * precision_get(from, precision, c) - mean) - rest);
}

/* About the binary logarithm of elu(x) + 1; of what is not finite -infinity. */
static double exponent_of(double x)
{
    if (!isfinite(x))
        return (double)-INFINITY;
    return x > 0 ? logb(x + 1) : floor(x * 0x1.71547652b82fep+0);
}

/* A feature whose exponent is beyond this, of either sign, is far. */
static double far_exponent(enum precision precision)
{
    return precision == PRECISION_DOUBLE ? 200 : 20;
}

/* Whether products of such features may leave the range. */
static bool is_far(double exponent, enum precision precision)
{
    return isfinite(exponent) && fabs(exponent) > far_exponent(precision);
}

/* (elu(x) + 1) 2^shift (Katharopoulos 2020); `power`: exp(x) where x is not above 0. */
static double shifted_feature(double x, double shift, double power)
{
    if (x > 0)
        return ldexp(x + 1, (int)fmax(fmin(shift, 5000), -5000));
    return power;
}

/* What a power of 2 is as one of e, added to x: ln 2 in two parts. */
static double shifted_exponent(double x, double shift)
{
    return fma(shift, 0x1.a39ef35793c76p-33, fma(shift, 0x1.62e42feep-1, x));
}

/* How many numbers of a row are so small, or so large, that the exponent of their feature may be
 * far, or are not finite; and how many of these are finite. */
struct tally {
    size_t tiny, huge, finite;
};

static inline struct tally tally_of(const void *row, size_t count, enum precision precision)
{
    bool is_double = precision == PRECISION_DOUBLE;
    double low = is_double ? -138 : -13, high = is_double ? 0x1p200 : 0x1p20;
    struct tally tally = {0, 0, 0};
    for (size_t c = 0; c < count; c++) {
        double x = precision_get(row, precision, c);
        tally.tiny += !(x >= low);
        tally.huge += !(x <= high);
        tally.finite += (x < low && x > (double)-INFINITY) || (x > high && x < (double)INFINITY);
    }
    return tally;
}

/* Compilers make vector code of one precision. */
static struct tally tally_row(const void *row, size_t count, enum precision precision)
{
    return precision == PRECISION_DOUBLE ? tally_of(row, count, PRECISION_DOUBLE)
                                         : tally_of(row, count, PRECISION_SINGLE);
}

/* Whether the largest number of a row is one whose exponent is not far. */
static bool is_usual(const void *row, size_t width, enum precision precision)
{
    struct tally tally = tally_row(row, width, precision);
    return tally.huge == 0 && tally.tiny < width;
}

/* elu(x) + 1 of `count` numbers, at most CHUNK. Compilers make vector code of the loops. */
static inline void plain_features(const struct kernel *arithmetic, const void *restrict from,
                                  void *restrict to, size_t count, enum precision precision)
{
    double chunk[CHUNK];
    for (size_t c = 0; c < count; c++) {
        double x = precision_get(from, precision, c);
        chunk[c] = x > 0 ? 0 : x;
    }
    arithmetic->elementary(ELEMENTARY_EXP, count, chunk);
    for (size_t c = 0; c < count; c++) {
        double x = precision_get(from, precision, c);
        precision_put(to, precision, c, (x > 0 ? x : 0) + chunk[c]); /* where x > 0, exp(0) */
    }
}

/* elu(x) + 1, times a power of two for each feature, of a key, and of a query one that makes its
 * largest product with a key near 1: linear attention does not depend on them. */
static void feature_row(const struct preparation *preparation, bool is_key, const void *from,
                        void *to, size_t width, enum precision precision)
{
    const double *exponents = preparation->exponents;
    double chunk[CHUNK], shifts[CHUNK], most = (double)-INFINITY;
    bool usual = !exponents && (is_key || is_usual(from, width, precision));
    usual |= !is_key && preparation->shown;
    for (size_t c = 0; !is_key && !usual && c < width; c++)
        most = fmax(most, exponent_of(precision_get(from, precision, c)) +
                              (exponents ? exponents[c] : 0));
    bool turned = exponents || is_far(most, precision);
    most = is_key || !turned || !isfinite(most) ? 0 : most;
    for (size_t begin = 0; begin < width; begin += CHUNK) {
        size_t count = width - begin < CHUNK ? width - begin : CHUNK;
        if (!turned && precision == PRECISION_DOUBLE) {
            plain_features(preparation->arithmetic, (const double *)from + begin,
                           (double *)to + begin, count, PRECISION_DOUBLE);
            continue;
        }
        if (!turned) {
            plain_features(preparation->arithmetic, (const float *)from + begin,
                           (float *)to + begin, count, PRECISION_SINGLE);
            continue;
        }
        for (size_t c = 0; c < count; c++) {
            double x = precision_get(from, precision, begin + c);
            double own = exponents ? exponents[begin + c] : 0;
            shifts[c] = is_key ? -own : own - most;
            chunk[c] = x > 0 ? 0 : shifted_exponent(x, shifts[c]);
        }
        preparation->arithmetic->elementary(ELEMENTARY_EXP, count, chunk);
        for (size_t c = 0; c < count; c++) {
            double x = precision_get(from, precision, begin + c);
            precision_put(to, precision, begin + c, shifted_feature(x, shifts[c], chunk[c]));
        }
    }
}

/* Latitude and longitude to the point of the unit sphere. */
static void sphere_row(const struct preparation *preparation, bool is_key, const void *from,
                       void *to, size_t width, enum precision precision)
{
    (void)is_key;
    (void)width;
    double unit = preparation_angle_unit(&preparation->problem.similarity);
    double latitude = precision_get(from, precision, 0) * unit;
    double longitude = precision_get(from, precision, 1) * unit;
    precision_put(to, precision, 0, cos(latitude) * cos(longitude));
    precision_put(to, precision, 1, cos(latitude) * sin(longitude));
    precision_put(to, precision, 2, sin(latitude));
}

double preparation_angle_unit(const struct similarity_parameters *f)
{
    return f->radians ? 1 : M_PI / 180;
}

/* The features that a row of `width` has once it is mapped. */
static size_t mapped_width(const struct preparation *preparation, size_t width)
{
    bool sphere = preparation->problem.similarity.function->preparation == PREPARE_SPHERE;
    return sphere ? 3 : width;
}

/* A call of map_rows, as its turns see it. */
struct mapping {
    const struct preparation *preparation;
    const struct rows *rows;
    void *to;
    size_t rows_at_once;
};

static void map_some_rows(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct mapping *mapping = context;
    const struct preparation *preparation = mapping->preparation;
    const struct rows *rows = mapping->rows;
    enum precision precision = preparation->problem.precision;
    size_t size = precision_size(precision), begin = index * mapping->rows_at_once;
    size_t width = mapped_width(preparation, rows->width);
    size_t end = min_size(begin + mapping->rows_at_once, rows->count);
    for (size_t i = begin; i < end; i++)
        preparation->map(preparation, mapping->to == preparation->keys,
                         (const char *)rows->data + i * rows->stride * size,
                         (char *)mapping->to + i * width * size, rows->width, precision);
}

/* Whether no exponent of a feature's largest number can be far from 0: each has a number that is
 * not tiny in the first key already, and none has a huge one. Finds whether any is far, too. */
static bool are_usual(struct preparation *preparation, const struct rows *keys)
{
    enum precision precision = preparation->problem.precision;
    size_t count = mask_key_count(&preparation->problem.mask, keys->count), huge = 0, far = 0;
    for (size_t j = 0; j < count; j++) {
        struct tally tally =
            tally_row((const char *)keys->data + j * keys->stride * precision_size(precision),
                      keys->width, precision);
        huge += tally.huge;
        far += tally.finite;
    }
    preparation->loses = far > 0 && !preparation->problem.retain;
    return huge == 0 && count > 0 && tally_row(keys->data, keys->width, precision).tiny == 0;
}

/* The exponent of each feature's largest number among the keys, where one is far from 0: features
 * that are all tiny, or huge, would be lost, though it is their ratios that count. */
static bool find_exponents(struct preparation *preparation, const struct rows *keys)
{
    enum precision precision = preparation->problem.precision;
    bool far = false;
    if (are_usual(preparation, keys))
        return true;
    preparation->exponents = memory_new(keys->width + 1, sizeof *preparation->exponents);
    for (size_t c = 0; preparation->exponents && c < keys->width; c++) {
        double most = (double)-INFINITY;
        for (size_t j = 0; j < mask_key_count(&preparation->problem.mask, keys->count); j++)
            most =
                fmax(most, exponent_of(precision_get(keys->data, precision, j * keys->stride + c)));
        far |= is_far(most, precision);
        preparation->exponents[c] = isfinite(most) ? most : 0;
    }
    if (!preparation->exponents)
        return false;
    if (!far) {
        free(preparation->exponents);
        preparation->exponents = NULL;
    }
    return true;
}

static void map_rows(const struct preparation *preparation, const struct rows *rows, void *to)
{
    struct mapping mapping = {preparation, rows, to, 1 + MAPPED_NUMBERS / (rows->width + 1)};
    pool_run(preparation->pool, ceiling_divide(rows->count, mapping.rows_at_once), map_some_rows,
             &mapping);
}

size_t attention_key_width(const struct attention *problem, size_t key_width)
{
    const struct similarity_parameters *f = &problem->similarity;
    switch (f->function ? f->function->preparation : PREPARE_NOTHING) {
    case PREPARE_GENERAL:
        return f->weight.width;
    case PREPARE_ADDITIVE:
        return f->key_weight.width;
    case PREPARE_CONCAT:
        return f->weight.width > key_width ? key_width : f->weight.width ? f->weight.width - 1 : 0;
    case PREPARE_SPHERE:
        return 2;
    default:
        return key_width;
    }
}

size_t attention_query_width(const struct attention *problem, size_t key_width)
{
    const struct similarity_parameters *f = &problem->similarity;
    switch (f->function ? f->function->preparation : PREPARE_NOTHING) {
    case PREPARE_GENERAL:
        return f->weight.count;
    case PREPARE_CONCAT:
        return f->weight.width > key_width ? f->weight.width - key_width : 0;
    case PREPARE_ADDITIVE:
        return f->query_weight.width;
    case PREPARE_LOCATION:
        return f->weight.width;
    default:
        return key_width;
    }
}

/* A linear map: rows times `weight`, plus `bias` unless NULL. weight.data NULL: there is none. */
struct map {
    struct view weight;
    const void *bias;
};

/* The maps of queries and of keys. Weights that papers multiply rows by from the left, as in W q,
 * are transposed. */
static void find_maps(const struct attention *problem, struct map *of_queries, struct map *of_keys)
{
    const struct similarity_parameters *f = &problem->similarity;
    size_t key_width = problem->keys.width;
    size_t query_width = attention_query_width(problem, key_width);
    switch (f->function->preparation) {
    case PREPARE_GENERAL:
        of_queries->weight = view_of(&f->weight);
        break;
    case PREPARE_ADDITIVE:
        of_queries->weight = view_transposed(view_of(&f->query_weight));
        of_queries->bias = f->bias;
        of_keys->weight = view_transposed(view_of(&f->key_weight));
        break;
    case PREPARE_CONCAT:
        of_queries->weight =
            view_transposed(view_columns(view_of(&f->weight), 0, query_width, problem->precision));
        of_keys->weight = view_transposed(
            view_columns(view_of(&f->weight), query_width, key_width, problem->precision));
        break;
    default:
        break;
    }
}

/* Makes the prepared keys, m x width, the problem's. */
static enum status set_keys(struct preparation *preparation, struct attention *problem,
                            size_t width, struct error *error)
{
    size_t m = problem->key_count;
    preparation->keys = memory_new_rows(m, width, precision_size(problem->precision));
    if (!preparation->keys)
        return error_memory(error, "prepared keys");
    problem->keys = (struct rows){preparation->keys, m, width, width};
    return STATUS_OK;
}

/* Location: row j of W stands for key j; keys past the last row are masked. */
static enum status take_locations(struct preparation *preparation, struct attention *problem,
                                  struct error *error)
{
    const struct rows *weight = &preparation->problem.similarity.weight;
    size_t m = problem->key_count, size = precision_size(problem->precision);
    enum status status = set_keys(preparation, problem, weight->width, error);
    if (status != STATUS_OK)
        return status;
    memset(preparation->keys, 0, m * weight->width * size);
    for (size_t j = 0; j < m; j++) {
        const size_t place = mask_place(&problem->mask, j);
        if (place < weight->count)
            memcpy((char *)preparation->keys + j * weight->width * size,
                   (const char *)weight->data + place * weight->stride * size,
                   weight->width * size);
    }
    problem->mask.valid_keys = min_size(mask_place_count(&problem->mask, m), weight->count);
    problem->mask.limited = true;
    return STATUS_OK;
}

static enum status project_keys(struct preparation *preparation, struct attention *problem,
                                const struct map *map, const struct kernel *kernel,
                                struct pool *pool, struct error *error)
{
    struct view given = view_of(&problem->keys);
    struct multiplier *multiplier;
    enum status status = multiplier_new(&multiplier, &map->weight, map->bias, kernel, pool, error);
    if (status != STATUS_OK)
        return status;
    status = set_keys(preparation, problem, map->weight.columns, error);
    if (status == STATUS_OK)
        multiplier_apply(multiplier, &given,
                         (struct out_rows){preparation->keys, map->weight.columns});
    multiplier_free(multiplier);
    return status;
}

static enum status prepare_keys(struct preparation *preparation, struct attention *problem,
                                const struct map *map, const struct kernel *kernel,
                                struct pool *pool, struct error *error)
{
    struct rows given = problem->keys;
    enum preparation_kind kind = problem->similarity.function->preparation;
    if (kind == PREPARE_LOCATION)
        return take_locations(preparation, problem, error);
    if (map->weight.data)
        return project_keys(preparation, problem, map, kernel, pool, error);
    if (!preparation->map)
        return STATUS_OK;
    if (kind == PREPARE_FEATURES && !find_exponents(preparation, &given))
        return error_memory(error, "the exponents of features");
    enum status status =
        set_keys(preparation, problem, mapped_width(preparation, given.width), error);
    if (status == STATUS_OK)
        map_rows(preparation, &given, preparation->keys);
    return status;
}

/* Room for the queries of a block, and what maps them. */
static enum status prepare_queries(struct preparation *preparation, const struct map *map,
                                   size_t width, const struct kernel *kernel, struct pool *pool,
                                   struct error *error)
{
    enum precision precision = preparation->problem.precision;
    size_t most = PREPARED_BYTES / precision_size(precision) / (width + 1);
    preparation->width = width;
    size_t least = preparation->problem.retain ? PREPARED_LEAST : 1;
    preparation->most = most < least ? least : most < PREPARED_ROWS ? most : PREPARED_ROWS;
    if (!map->weight.data && !preparation->map)
        return STATUS_OK;
    preparation->rows = memory_new_rows(preparation->most, width, precision_size(precision));
    if (!preparation->rows)
        return error_memory(error, "prepared queries");
    if (!map->weight.data)
        return STATUS_OK;
    return multiplier_new(&preparation->queries, &map->weight, map->bias, kernel, pool, error);
}

/* The prediction of where windows lie, if there is one. */
static enum status prepare_prediction(struct preparation *preparation, const struct kernel *kernel,
                                      struct pool *pool, struct error *error)
{
    const struct attention *problem = &preparation->problem;
    const struct rows *weight = &problem->prediction.weight;
    if (!weight->data)
        return STATUS_OK;
    assert(weight->width == attention_query_width(problem, problem->keys.width));
    preparation->predictors =
        memory_new_rows(PREPARED_ROWS, weight->count, precision_size(problem->precision));
    preparation->centers = memory_new(PREPARED_ROWS, sizeof *preparation->centers);
    if (!preparation->predictors || !preparation->centers)
        return error_memory(error, "the windows of local attention");
    struct view map = view_transposed(view_of(weight));
    return multiplier_new(&preparation->positions, &map, NULL, kernel, pool, error);
}

static bool has_work(const struct attention *problem)
{
    return problem->keys.data && (problem->similarity.function->preparation != PREPARE_NOTHING ||
                                  problem->prediction.weight.data);
}

enum status preparation_new(struct preparation **result, struct attention *problem,
                            const struct kernel *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    if (!has_work(problem))
        return STATUS_OK;
    assert(problem->keys.width == attention_key_width(problem, problem->keys.width));
    assert(attention_query_width(problem, problem->keys.width) > 0);
    struct preparation *preparation = memory_new(1, sizeof *preparation);
    if (!preparation)
        return error_memory(error, "the weights of the similarity");
    preparation->problem = *problem;
    preparation->arithmetic = kernel_find(kernel->name, PRECISION_DOUBLE);
    preparation->pool = pool;
    enum preparation_kind kind = problem->similarity.function->preparation;
    preparation->map = kind == PREPARE_CENTERED   ? center_row
                       : kind == PREPARE_SPHERE   ? sphere_row
                       : kind == PREPARE_FEATURES ? feature_row
                                                  : NULL;
    struct map of_queries = {.bias = NULL}, of_keys = {.bias = NULL};
    find_maps(problem, &of_queries, &of_keys);
    enum status status = prepare_keys(preparation, problem, &of_keys, kernel, pool, error);
    if (status == STATUS_OK)
        status =
            prepare_queries(preparation, &of_queries, problem->keys.width, kernel, pool, error);
    if (status == STATUS_OK)
        status = prepare_prediction(preparation, kernel, pool, error);
    if (status == STATUS_OK)
        *result = preparation;
    else
        preparation_free(preparation);
    return status;
}

void preparation_free(struct preparation *preparation)
{
    if (!preparation)
        return;
    multiplier_free(preparation->queries);
    multiplier_free(preparation->positions);
    free(preparation->keys);
    free(preparation->rows);
    free(preparation->predictors);
    free(preparation->centers);
    free(preparation->exponents);
    free(preparation);
}

static void predict_centers(struct preparation *preparation, const struct rows *queries)
{
    const struct attention *problem = &preparation->problem;
    size_t count = problem->prediction.weight.count, size = precision_size(problem->precision);
    size_t keys = mask_place_count(&problem->mask, problem->key_count);
    struct view rows = view_of(queries);
    multiplier_apply(preparation->positions, &rows,
                     (struct out_rows){preparation->predictors, count});
    for (size_t i = 0; i < queries->count; i++)
        preparation->centers[i] = local_center(
            preparation->arithmetic, (const char *)preparation->predictors + i * count * size,
            problem->prediction.vector, count, keys, problem->precision);
}

size_t preparation_rows(const struct preparation *preparation)
{
    return preparation->most;
}

struct query_block preparation_apply(struct preparation *preparation,
                                     const struct query_block *block)
{
    struct query_block prepared = *block;
    if (preparation->positions) {
        predict_centers(preparation, &block->queries);
        prepared.centers = preparation->centers;
    }
    if (!preparation->rows)
        return prepared;
    struct view rows = view_of(&block->queries);
    preparation->given = block->queries;
    preparation->shown = block->shown;
    if (preparation->queries)
        multiplier_apply(preparation->queries, &rows,
                         (struct out_rows){preparation->rows, preparation->width});
    else
        map_rows(preparation, &block->queries, preparation->rows);
    prepared.queries = (struct rows){preparation->rows, block->queries.count, preparation->width,
                                     preparation->width};
    return prepared;
}

bool preparation_loses_terms(const struct preparation *preparation)
{
    return preparation && preparation->loses;
}

/* `count` features, at most CHUNK, each as a number about 1 times 2^exponent; of what is not
 * finite the exponent is -infinity. */
static void split_features(const struct preparation *preparation, const void *row, size_t begin,
                           size_t count, double *numbers, double *exponents)
{
    enum precision precision = preparation->problem.precision;
    for (size_t c = 0; c < count; c++) {
        double x = precision_get(row, precision, begin + c);
        exponents[c] = exponent_of(x);
        numbers[c] = x > 0 || !isfinite(x) ? 0 : shifted_exponent(x, -exponents[c]);
    }
    preparation->arithmetic->elementary(ELEMENTARY_EXP, count, numbers);
    for (size_t c = 0; c < count; c++) {
        double x = precision_get(row, precision, begin + c);
        numbers[c] = isfinite(x) ? shifted_feature(x, -exponents[c], numbers[c]) : 0;
    }
}

/* The exponent of the largest term of a query and a key. */
static double largest_term(const struct preparation *preparation, const void *query,
                           const void *key)
{
    enum precision precision = preparation->problem.precision;
    double most = (double)-INFINITY;
    for (size_t c = 0; c < preparation->given.width; c++)
        most = fmax(most, exponent_of(precision_get(query, precision, c)) +
                              exponent_of(precision_get(key, precision, c)));
    return most;
}

/* Their score in units of 2^unit. */
static double score_in_units(const struct preparation *preparation, const void *query,
                             const void *key, double unit)
{
    double q[CHUNK], k[CHUNK], of_q[CHUNK], of_k[CHUNK], sum = 0;
    size_t width = preparation->given.width;
    for (size_t begin = 0; begin < width; begin += CHUNK) {
        size_t count = min_size(CHUNK, width - begin);
        split_features(preparation, query, begin, count, q, of_q);
        split_features(preparation, key, begin, count, k, of_k);
        for (size_t c = 0; c < count; c++)
            sum += ldexp(q[c] * k[c], (int)fmax(of_q[c] + of_k[c] - unit, -5000));
    }
    return sum;
}

void preparation_find_terms(const struct preparation *preparation, size_t row, void *scores)
{
    enum precision precision = preparation->problem.precision;
    const struct rows *keys = &preparation->problem.keys, *queries = &preparation->given;
    const char *query =
        (const char *)queries->data + row * queries->stride * precision_size(precision);
    size_t row_size = keys->stride * precision_size(precision);
    double sum = 0, unit = (double)-INFINITY;
    for (size_t j = 0; j < keys->count; j++)
        if (precision_get(scores, precision, j) != -INFINITY)
            sum += precision_get(scores, precision, j);
    if (preparation->shown || !(sum < exp2(-2 * far_exponent(precision))))
        return;
    for (size_t j = 0; j < keys->count; j++)
        if (precision_get(scores, precision, j) != -INFINITY)
            unit = fmax(unit,
                        largest_term(preparation, query, (const char *)keys->data + j * row_size));
    for (size_t j = 0; unit > -INFINITY && j < keys->count; j++)
        if (precision_get(scores, precision, j) != -INFINITY)
            precision_put(
                scores, precision, j,
                score_in_units(preparation, query, (const char *)keys->data + j * row_size, unit));
}
