/* Whether the parts of a layer fit together; see shape.h. */
#include "run/shape.h"

#include <math.h>

#include "base/memory.h"
#include "base/text.h"

/* Columns, and what made them as messages call it. */
struct columns_of {
    const char *name;
    size_t width;
};

/* The rows after their projection, if it is given. */
static enum status project(const struct side *map, struct columns_of *columns, struct error *error)
{
    if (!side_given(map))
        return STATUS_OK;
    if (map->matrix.rows != columns->width)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s is %zu x %zu: a projection has a row for each "
                         "feature",
                         columns->name, columns->width, text_plural(columns->width), map->name,
                         map->matrix.rows, map->matrix.columns);
    *columns = (struct columns_of){map->name, map->matrix.columns};
    return STATUS_OK;
}

/* The width of one of the equal slices. */
static enum status cut(const struct columns_of *columns, size_t heads, size_t *head_width,
                       struct error *error)
{
    if (columns->width % heads != 0)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s: they do not divide into %zu equal heads",
                         columns->name, columns->width, text_plural(columns->width), heads);
    *head_width = columns->width / heads;
    return STATUS_OK;
}

/* The features of a head's queries and keys fit the similarity. */
static enum status check_pair(const struct shape_of *of, const struct columns_of *queries,
                              size_t query, const struct columns_of *keys, size_t key,
                              struct error *error)
{
    const struct attention *attention = &of->layer->attention;
    const struct side *files = of->sides->files;
    const char *map = side_given(&files[SIDE_ADDITIVE_KEY]) ? files[SIDE_ADDITIVE_KEY].name
                                                            : files[SIDE_SIMILARITY].name;
    size_t wanted_key = attention_key_width(attention, key);
    size_t wanted = attention_query_width(attention, wanted_key);
    if (query == wanted && key == wanted_key)
        return STATUS_OK;
    if (attention->similarity.function->preparation == PREPARE_SPHERE)
        return error_set(error, STATUS_FAILED,
                         "haversine takes two features, latitude and longitude; %s%s has %zu",
                         of->layer->heads > 1 ? "a head of " : "",
                         query != wanted_key ? queries->name : keys->name,
                         query != wanted_key ? query : key);
    if (!map)
        return error_set(
            error, STATUS_FAILED,
            "a head of %s has %zu features, one of %s %zu: queries and keys need as many",
            queries->name, query, keys->name, key);
    const char *part = of->layer->heads > 1 ? "a head of " : "";
    return error_set(error, STATUS_FAILED,
                     "%s maps queries of %zu features and keys of %zu; %s%s has %zu, %s%s %zu", map,
                     wanted, wanted_key, part, queries->name, query, part, keys->name, key);
}

/* What turns pairs, and where windows are predicted, fits a head of so many features. */
static enum status check_head(const struct shape_of *of, size_t width, struct error *error)
{
    const struct rope *rope = &of->layer->rope;
    const struct side *files = of->sides->files, *predictor = &files[SIDE_LOCAL_WEIGHT];
    const struct side *cosines = &files[SIDE_COSINES], *sines = &files[SIDE_SINES];
    size_t turned = rope->width ? rope->width : width;
    if (rope->on && (turned % 2 != 0 || turned > width))
        return error_set(error, STATUS_FAILED,
                         "rotary embedding turns pairs: of a head's %zu features it cannot turn "
                         "the first %zu",
                         width, turned);
    if (side_given(cosines) &&
        (cosines->matrix.columns != turned / 2 || sines->matrix.columns != turned / 2))
        return error_set(error, STATUS_FAILED,
                         "%s and %s have %zu and %zu columns; turning %zu features takes %zu",
                         cosines->name, sines->name, cosines->matrix.columns, sines->matrix.columns,
                         turned, turned / 2);
    const struct side *frequencies = &files[SIDE_FREQUENCIES];
    if (side_given(frequencies) && frequencies->matrix.columns != turned / 2)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu number%s; turning %zu features takes %zu", frequencies->name,
                         frequencies->matrix.columns, text_plural(frequencies->matrix.columns),
                         turned, turned / 2);
    if (side_given(cosines) && cosines->matrix.rows != sines->matrix.rows)
        return error_set(
            error, STATUS_FAILED,
            "%s has %zu row%s, %s has %zu: the tables of cosines and sines need as many",
            cosines->name, cosines->matrix.rows, text_plural(cosines->matrix.rows), sines->name,
            sines->matrix.rows);
    if (side_given(predictor) && predictor->matrix.columns != width)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu: it does not fit queries of %zu features",
                         predictor->name, predictor->matrix.rows, predictor->matrix.columns, width);
    return STATUS_OK;
}

/* Keys that do not fit may have fewer heads, each as wide as the queries'. */
static void suggest_kv_heads(const struct layer *layer, const struct columns_of *keys, size_t query,
                             struct error *error)
{
    size_t count = keys->width / query;
    if (attention_key_width(&layer->attention, query) == query && keys->width % query == 0 &&
        count > 0 && count < layer->heads && layer->heads % count == 0)
        error_append(error, "; if the keys have %zu head%s, --kv-heads=%zu", count,
                     text_plural(count), count);
}

/* A gain has a number for each feature of a head, or of all heads. */
static enum status check_gain(const struct side *gain, const char *what, size_t head, size_t all,
                              struct error *error)
{
    size_t count = gain->matrix.columns;
    if (!side_given(gain) || count == head || count == all)
        return STATUS_OK;
    error_set(error, STATUS_FAILED, "%s has %zu number%s: a gain of the %s has %zu", gain->name,
              count, text_plural(count), what, head);
    if (head != all)
        error_append(error, ", for the features of a head, or %zu, for those of all heads", all);
    return STATUS_FAILED;
}

static enum status check_keys(const struct shape_of *of, struct error *error)
{
    const struct layer *layer = of->layer;
    const struct side *files = of->sides->files;
    struct columns_of queries = {of->queries, layer->query_width};
    struct columns_of keys = {of->keys, layer->attention.keys.width};
    size_t query = 0, key = 0;
    enum status status = project(&files[SIDE_PROJECT_QUERIES], &queries, error);
    if (status == STATUS_OK)
        status = project(&files[SIDE_PROJECT_KEYS], &keys, error);
    if (status == STATUS_OK)
        status = cut(&queries, layer->heads, &query, error);
    if (status != STATUS_OK)
        return status;
    status = cut(&keys, layer->kv_heads, &key, error);
    if (status == STATUS_OK)
        status = check_pair(of, &queries, query, &keys, key, error);
    if (status != STATUS_OK) {
        suggest_kv_heads(layer, &keys, query, error);
        return status;
    }
    status = check_gain(&files[SIDE_QUERY_NORM], "queries", query, queries.width, error);
    if (status == STATUS_OK)
        status = check_gain(&files[SIDE_KEY_NORM], "keys", key, keys.width, error);
    return status == STATUS_OK ? check_head(of, query, error) : status;
}

static enum status check_values(const struct shape_of *of, struct error *error)
{
    const struct layer *layer = of->layer;
    const struct side *files = of->sides->files;
    struct columns_of values = {of->values, layer->attention.values.width};
    struct columns_of joined = {"the context", 0};
    size_t width = 0;
    enum status status = project(&files[SIDE_PROJECT_VALUES], &values, error);
    if (status == STATUS_OK)
        status = cut(&values, layer->kv_heads, &width, error);
    if (status != STATUS_OK)
        return status;
    if (!size_multiply(layer->heads, width, &joined.width))
        return error_set(error, STATUS_FAILED, "%zu heads of %zu features are too many",
                         layer->heads, width);
    return project(&files[SIDE_PROJECT_OUTPUT], &joined, error);
}

enum status shape_check(const struct shape_of *of, struct error *error)
{
    enum status status = STATUS_OK;
    if (of->layer->attention.keys.width > 0)
        status = check_keys(of, error);
    if (status == STATUS_OK && of->layer->attention.values.width > 0)
        status = check_values(of, error);
    return status;
}

enum status shape_check_positions(const struct shape_of *of, const struct positions *positions,
                                  const char *what, const char *file, size_t first, size_t count,
                                  struct error *error)
{
    const struct side *cosines = &of->sides->files[SIDE_COSINES];
    size_t rows = cosines->matrix.rows;
    if (!of->layer->rope.on)
        return STATUS_OK;
    const size_t *places = positions->places;
    const size_t end = places && count ? places[first + count - 1] + 1 : first + count;
    if (positions->given && positions->count < end)
        return error_set(error, STATUS_FAILED, "%s: %s %zu has no position: there are %zu", file,
                         what, positions->count, positions->count);
    for (size_t row = first; row < first + count; row++) {
        double position = position_of(positions, row);
        if (!(fabs(position) < 0x1p53))
            return error_set(error, STATUS_FAILED,
                             "%s: %s %zu stands at position %.17g; --rope takes positions less "
                             "than 2^53 from 0, below which whole numbers are exact",
                             file, what, places ? places[row] : row, position);
        if (side_given(cosines) &&
            !(position >= 0 && position < (double)rows && floor(position) == position))
            return error_set(error, STATUS_FAILED,
                             "%s: %s %zu stands at position %g; %s and %s have rows for the "
                             "positions 0 to %zu",
                             file, what, places ? places[row] : row, position, cosines->name,
                             of->sides->files[SIDE_SINES].name, rows - 1);
    }
    return STATUS_OK;
}

/* A latitude beyond a pole. */
static enum status refuse_latitude(double latitude, const char *what, const char *file, size_t row,
                                   struct error *error)
{
    error_set(error, STATUS_FAILED,
              "%s: %s %zu has the latitude %.12g, beyond a pole: haversine takes latitude and "
              "longitude, in degrees without --radians, in radians with it",
              file, what, row, latitude);
    return STATUS_FAILED;
}

enum status shape_check_features(const struct shape_of *of, const struct query_block *block,
                                 const char *what, const char *file, struct error *error)
{
    const struct rows *rows = &block->queries;
    const struct attention *attention = &of->layer->attention;
    const struct similarity_parameters *f = &attention->similarity;
    bool chi2 = f->function->pairing == PAIRING_CHI2;
    bool sphere = f->function->preparation == PREPARE_SPHERE;
    bool projected = of->layer->queries.weight.data || of->layer->keys.weight.data;
    double pole = f->radians ? M_PI / 2 : 90;
    for (size_t row = 0; (chi2 || (sphere && !projected)) && row < rows->count; row++)
        for (size_t c = 0; c < rows->width; c++) {
            double x = precision_get(rows->data, attention->precision, row * rows->stride + c);
            if (chi2 && x < 0)
                return error_set(error, STATUS_FAILED,
                                 "%s: feature %zu of %s %zu is %.17g: chi2 takes numbers of 0 or "
                                 "more",
                                 file, c + 1, what, query_block_place(block, row), x);
            if (sphere && c % 2 == 0 && fabs(x) > pole * (1 + 0x1p-20))
                return refuse_latitude(x, what, file, query_block_place(block, row), error);
        }
    return STATUS_OK;
}
