/* The bandwidth of least leave-one-out error; see bandwidth.h. The scores that are computed are
 * minus distances or their squares, from which the weights of every width are made. Sums go over
 * the keys in one fixed order and exponentials are the kernels' own, so that a width is the same
 * however the work is shared out. */
#include "attention/bandwidth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "base/memory.h"
#include "base/ranks.h"

enum { WIDTHS = 64, BLOCK_ROWS = 32, AT_ONCE = 8 };

/* Where the golden section stops: widths that are so near in their logarithms. */
static const double section_end = 1e-4;

/* Numbers that are worked on at a time, and summed up side by side. */
typedef double lanes __attribute__((vector_size(AT_ONCE * sizeof(double))));

struct search {
    const struct similarity *function; /* whose bandwidth is wanted */
    struct attention problem;          /* of each key with the others: distances */
    struct attention_plan *plan;
    const struct kernel *arithmetic; /* of double precision */
    struct pool *pool;
    size_t begin, count; /* the keys at hand */
    void *scores;        /* theirs with all keys */
    size_t room;         /* m in whole lanes */
    double **work;       /* for each worker 2 rows of so many numbers */
    double *columns;     /* the values by columns, each with 0 after it, and before them all a
                            column of 1 */
    double *means;       /* of the columns of the values */
    double *positions;   /* m: where the keys stand among each other */
    double widths[WIDTHS];
    size_t width_count; /* those that are tried together */
    double *errors;     /* of the keys at hand, with each of them: BLOCK_ROWS x WIDTHS, */
    double *found;      /* owned: those that this rank finds, */
    double *received;   /* owned: and those of another */
    double totals[WIDTHS];
    double nearest, farthest; /* distances of keys that are not in the same place */
    size_t evaluations;
};

static double apply(const struct search *search, enum elementary function, double x)
{
    search->arithmetic->elementary(function, 1, &x);
    return x;
}

/* The distances, or their squares, from key `index` of those at hand to all keys, infinite to those
 * that it does not see; gives back the least. */
static double get_distances(const struct search *search, size_t index, double *distances)
{
    size_t m = search->problem.key_count;
    double least = INFINITY;
    for (size_t j = 0; j < m; j++) {
        distances[j] = -precision_get(search->scores, search->problem.precision, index * m + j);
        least = distances[j] < least ? distances[j] : least;
    }
    for (size_t j = m; j < search->room; j++)
        distances[j] = INFINITY;
    return least;
}

/* The distances of a key's nearest other one that is not in the same place, and of the farthest. */
static void find_distances(void *context, size_t index, size_t worker)
{
    const struct search *search = context;
    double *distances = search->work[worker], *found = search->errors + index * WIDTHS;
    double nearest = INFINITY, farthest = 0;
    get_distances(search, index, distances);
    for (size_t j = 0; j < search->problem.key_count; j++) {
        if (distances[j] > 0 && distances[j] < nearest)
            nearest = distances[j];
        if (isfinite(distances[j]) && distances[j] > farthest)
            farthest = distances[j];
    }
    bool square = search->function->bandwidth_power == 2;
    found[0] = square ? sqrt(nearest) : nearest;
    found[1] = square ? sqrt(farthest) : farthest;
}

static void join_distances(struct search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        search->nearest = fmin(search->nearest, search->errors[i * WIDTHS]);
        search->farthest = fmax(search->farthest, search->errors[i * WIDTHS + 1]);
    }
}

/* What a compact kernel gives a key, of u^2. */
static double compact_weight(enum finish finish, double square)
{
    double rest = square < 1 ? 1 - square : 0;
    if (finish == FINISH_EPANECHNIKOV)
        return rest;
    if (finish == FINISH_UNIFORM)
        return rest > 0;
    rest = square < 1 ? 1 - square * sqrt(square) : 0;
    return rest * rest * rest;
}

/* The weights of keys at these distances, or their squares, up to a factor. */
static void weigh(const struct search *search, double h, const double *distances, double nearest,
                  double *weights)
{
    const struct similarity *function = search->function;
    double divisor = function->bandwidth_power == 2 ? h * h : h;
    double factor = function->factor / divisor;
    if (function->finish != FINISH_FACTOR) {
        for (size_t j = 0; j < search->room; j++)
            weights[j] = compact_weight(function->finish, distances[j] / divisor);
        return;
    }
    for (size_t j = 0; j < search->room; j++)
        weights[j] = (distances[j] - nearest) * factor;
    search->arithmetic->elementary(ELEMENTARY_EXP, search->room, weights);
}

static double dot(const double *x, const double *y, size_t count)
{
    lanes sums = {0}, a, b;
    for (size_t j = 0; j < count; j += AT_ONCE) {
        memcpy(&a, x + j, sizeof a);
        memcpy(&b, y + j, sizeof b);
        sums += a * b;
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/* The squared error of a key's prediction with these weights, or with none: the mean. */
static double squared_error(const struct search *search, size_t key, const double *weights)
{
    const double *column = search->columns;
    double total = weights ? dot(weights, column, search->room) : 0, square = 0;
    for (size_t c = 0; c < search->problem.values.width; c++) {
        column += search->room;
        double predicted =
            total > 0 ? dot(weights, column, search->room) / total : search->means[c];
        double off = column[key] - predicted;
        square += off * off;
    }
    return square;
}

/* The errors of a key with every width. */
static void find_errors(void *context, size_t index, size_t worker)
{
    const struct search *search = context;
    double *distances = search->work[worker], *weights = distances + search->room;
    double nearest = get_distances(search, index, distances);
    bool alone = nearest == INFINITY;
    for (size_t w = 0; w < search->width_count; w++) {
        if (!alone)
            weigh(search, search->widths[w], distances, nearest, weights);
        search->errors[index * WIDTHS + w] =
            squared_error(search, search->begin + index, alone ? NULL : weights);
    }
}

static void join_errors(struct search *search)
{
    for (size_t i = 0; i < search->count; i++)
        for (size_t w = 0; w < search->width_count; w++)
            search->totals[w] += search->errors[i * WIDTHS + w];
}

/* The keys of the block that begins there, if it does, are at hand. */
static bool take_keys(struct search *search, size_t begin)
{
    const size_t m = search->problem.key_count;
    search->begin = begin;
    search->count = begin < m ? min_size(BLOCK_ROWS, m - begin) : 0;
    return search->count > 0;
}

/* Does it for the keys at hand. */
static void find(struct search *search, pool_body *body)
{
    const struct attention *problem = &search->problem;
    const struct key_groups *groups = problem->mask.groups;
    const size_t begin = search->begin, size = precision_size(problem->precision);
    struct query_block block = {.first = begin,
                                .queries = problem->keys,
                                .groups = groups ? groups->of_key + begin : NULL,
                                .positions = search->positions + begin,
                                .names = problem->mask.names ? problem->mask.names + begin : NULL,
                                .places =
                                    problem->mask.places ? problem->mask.places + begin : NULL};
    block.queries.count = search->count;
    block.queries.data = (const char *)problem->keys.data + begin * problem->keys.stride * size;
    attention_scores(search->plan, &block, search->scores);
    search->errors = search->found;
    pool_run(search->pool, search->count, body, search);
}

/* Does it for every key, a block of scores at a time; block b is that of rank b mod R. All ranks
 * join what each has found, in order, so that they go on alike. */
static void pass(struct search *search, pool_body *body, void (*join)(struct search *search))
{
    const size_t round = BLOCK_ROWS * ranks_count();
    for (size_t begin = 0; begin < search->problem.key_count; begin += round) {
        if (take_keys(search, begin + BLOCK_ROWS * ranks_own()))
            find(search, body);
        for (size_t rank = 0; rank < ranks_count(); rank++) {
            if (!take_keys(search, begin + BLOCK_ROWS * rank))
                break;
            search->errors = rank == ranks_own() ? search->found : search->received;
            ranks_broadcast(search->errors, search->count * WIDTHS * sizeof *search->errors, rank);
            join(search);
        }
    }
}

/* The mean errors of the widths at hand become their totals. */
static void evaluate(struct search *search, size_t count)
{
    search->width_count = count;
    search->evaluations += count;
    memset(search->totals, 0, sizeof search->totals);
    pass(search, find_errors, join_errors);
    for (size_t w = 0; w < count; w++)
        search->totals[w] /=
            (double)search->problem.key_count * (double)search->problem.values.width;
}

/* A width to 6 digits, where the powers of ten for it are exact. */
static double to_six_digits(double width)
{
    double up = 1, down = 1;
    while (width * up < 1e5 && up < 1e22)
        up *= 10;
    while (width / down >= 1e6 && down < 1e22)
        down *= 10;
    double digits = rint(width * up / down);
    return digits >= 1e5 && digits <= 1e6 ? digits / up * down : width;
}

static void set_width(struct search *search, size_t index, double logarithm)
{
    search->widths[index] = to_six_digits(apply(search, ELEMENTARY_EXP, logarithm));
}

/* The error with one width, which is chosen if there is none better so far. */
static double try_width(struct search *search, double logarithm, struct bandwidth_choice *choice)
{
    set_width(search, 0, logarithm);
    evaluate(search, 1);
    if (search->totals[0] < choice->error) {
        choice->error = search->totals[0];
        choice->bandwidth = search->widths[0];
    }
    return search->totals[0];
}

/* The least error between two logarithms of widths (Kiefer 1953). */
static void golden_section(struct search *search, double low, double high,
                           struct bandwidth_choice *choice)
{
    const double ratio = (sqrt(5) - 1) / 2;
    double inner = high - ratio * (high - low), outer = low + ratio * (high - low);
    double of_inner = try_width(search, inner, choice), of_outer = try_width(search, outer, choice);
    while (high - low > section_end) {
        if (of_inner <= of_outer) {
            high = outer;
            outer = inner;
            of_outer = of_inner;
            inner = high - ratio * (high - low);
            of_inner = try_width(search, inner, choice);
        } else {
            low = inner;
            inner = outer;
            of_inner = of_outer;
            outer = low + ratio * (high - low);
            of_outer = try_width(search, outer, choice);
        }
    }
}

/* The best width of the grid, of equals the first; WIDTHS where no error is a finite number. */
static size_t find_best(const struct search *search)
{
    size_t best = WIDTHS;
    for (size_t w = 0; w < WIDTHS; w++)
        if (isfinite(search->totals[w]) &&
            (best == WIDTHS || search->totals[w] < search->totals[best]))
            best = w;
    return best;
}

static enum status search_widths(struct search *search, double before,
                                 struct bandwidth_choice *choice, struct error *error)
{
    pass(search, find_distances, join_distances);
    if (!isfinite(search->nearest))
        return error_set(error, STATUS_FAILED,
                         "no bandwidth can be found: between keys that see each other every "
                         "distance is 0, or out of the range of numbers");
    search->widths[0] = before;
    evaluate(search, 1);
    choice->error_before = search->totals[0];
    double low = apply(search, ELEMENTARY_LOG, search->nearest);
    double high = apply(search, ELEMENTARY_LOG, 10 * search->farthest);
    double step = (high - low) / (WIDTHS - 1);
    for (size_t w = 0; w < WIDTHS; w++)
        set_width(search, w, low + (double)w * step);
    evaluate(search, WIDTHS);
    size_t best = find_best(search);
    if (best == WIDTHS)
        return error_set(error, STATUS_FAILED,
                         "no bandwidth can be found: keys or values have numbers that are NaN, "
                         "infinite or too large");
    choice->bandwidth = search->widths[best];
    choice->error = search->totals[best];
    choice->narrowest = best == 0;
    choice->widest = best == WIDTHS - 1;
    if (!choice->narrowest && !choice->widest && search->function->finish != FINISH_UNIFORM)
        golden_section(search, low + (double)(best - 1) * step, low + (double)(best + 1) * step,
                       choice);
    choice->evaluations = search->evaluations;
    return STATUS_OK;
}

/* The values by columns, their means, and where the keys stand. */
static void set_numbers(struct search *search)
{
    const struct rows *values = &search->problem.values;
    size_t m = search->problem.key_count, room = search->room;
    memset(search->columns, 0, (values->width + 1) * room * sizeof *search->columns);
    for (size_t j = 0; j < m; j++) {
        search->positions[j] = (double)mask_position(&search->problem.mask, j);
        search->columns[j] = 1;
        for (size_t c = 0; c < values->width; c++)
            search->columns[(c + 1) * room + j] =
                precision_get(values->data, search->problem.precision, j * values->stride + c);
    }
    for (size_t c = 0; c < values->width; c++)
        search->means[c] = dot(search->columns, search->columns + (c + 1) * room, room) / (double)m;
}

static bool reserve(struct search *search)
{
    size_t m = search->problem.key_count, d = search->problem.values.width;
    size_t workers = pool_width(search->pool);
    search->scores = memory_new_rows(BLOCK_ROWS, m, precision_size(search->problem.precision));
    search->found = memory_new(BLOCK_ROWS * WIDTHS, sizeof *search->found);
    search->received = memory_new(BLOCK_ROWS * WIDTHS, sizeof *search->received);
    search->columns = memory_new_rows(d + 1, search->room, sizeof *search->columns);
    search->means = memory_new(d, sizeof *search->means);
    search->work = memory_new(workers, sizeof *search->work);
    search->positions = memory_new(m, sizeof *search->positions);
    bool all = search->positions && search->scores && search->found && search->received &&
               search->columns && search->means && search->work;
    for (size_t w = 0; all && w < workers; w++)
        all = (search->work[w] = memory_new_rows(2, search->room, sizeof **search->work)) != NULL;
    return all;
}

static void release(struct search *search)
{
    for (size_t w = 0; search->work && w < pool_width(search->pool); w++)
        free(search->work[w]);
    free(search->work);
    free(search->scores);
    free(search->found);
    free(search->received);
    free(search->columns);
    free(search->means);
    free(search->positions);
    attention_plan_free(search->plan);
}

/* The distances from which the weights are made, of the keys that exist. */
static struct attention distances_of(const struct attention *problem)
{
    struct attention own = *problem;
    bool absolute = problem->similarity.function->pairing == PAIRING_ABSOLUTE_DIFFERENCE;
    own.similarity.function = similarity_find(absolute ? "manhattan" : "sqeuclidean");
    own.similarity.bandwidth = own.similarity.scale = own.normalizer.temperature = 1;
    own.mask.exclude_self = true;
    own.mask.offset = 0;
    own.discard_keys = own.retain = own.scores_to_weights = false;
    own.key_count = mask_key_count(&problem->mask, problem->key_count);
    own.keys.count = own.values.count = own.key_count;
    return own;
}

enum status bandwidth_choose(struct bandwidth_choice *choice, const struct attention *problem,
                             const char *kernel, struct pool *pool, struct error *error)
{
    struct search search = {.function = problem->similarity.function,
                            .problem = distances_of(problem),
                            .pool = pool,
                            .nearest = INFINITY};
    struct attention distances = search.problem; /* which need no packed values */
    distances.values = (struct rows){.data = NULL};
    *choice = (struct bandwidth_choice){0};
    enum status status = attention_plan_new(&search.plan, &distances, kernel, pool, error);
    search.room = ceiling_divide(search.problem.key_count, AT_ONCE) * AT_ONCE;
    if (status == STATUS_OK && !reserve(&search))
        status = error_memory(error, "the search for a bandwidth");
    status = ranks_agree(status, NULL, error);
    if (status == STATUS_OK) {
        search.arithmetic = kernel_find(attention_plan_kernel(search.plan), PRECISION_DOUBLE);
        set_numbers(&search);
        status = search_widths(&search, problem->similarity.bandwidth, choice, error);
    }
    release(&search);
    return status;
}
