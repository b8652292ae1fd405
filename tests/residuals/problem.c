/* Random problems; see problem.h. */
#include "problem.h"

#include <float.h>

const char *const range_names[RANGES + 1] = {"ordinary", "wide",      "tiny",   "huge", "close",
                                             "logits",   "subnormal", "sparse", "edge", "far"};

static size_t below(uint64_t *state, size_t bound)
{
    return (size_t)((random_number(state) + 1) / 2 * (double)bound) % bound;
}

static double number_in(enum range range, enum precision precision, uint64_t *state)
{
    double x = random_number(state), y = random_number(state);
    bool is_double = precision == PRECISION_DOUBLE;
    switch (range) {
    case RANGE_WIDE:
        return (x < 0 ? -1 : 1) * pow(10, 4 * y);
    case RANGE_TINY:
        return x * (is_double ? 1e-300 : 1e-36);
    case RANGE_HUGE:
        return x * (is_double ? 1e300 : 1e36);
    case RANGE_CLOSE:
        return 1 + (double)(int)(8 * x) * epsilon(precision);
    case RANGE_LOGITS:
        return 300 * x;
    case RANGE_FAR:
        return y < 0.5 ? -1000 * fabs(x) : 1000 * x;
    case RANGE_SUBNORMAL:
        return x * (is_double ? 0x1p-1024 : 0x1p-128);
    case RANGE_EDGE:
        return x * (is_double ? DBL_MAX : (double)FLT_MAX);
    case RANGE_SPARSE:
        return y < 0.5 ? 0 : 2 * x;
    default:
        return 2 * x;
    }
}

static void fill(const struct fixture *f, void *numbers, size_t count, enum range range,
                 uint64_t *state)
{
    for (size_t i = 0; i < count; i++)
        put(numbers, f->precision, i, number_in(range, f->precision, state));
}

static void choose_mask(struct mask *mask, uint64_t *state)
{
    size_t choice = below(state, 256);
    mask->offset = choice & 1 ? (int64_t)below(state, 12) - 4 : 0;
    mask->causal = (choice & 6) == 6;
    mask->exclude_self = (choice & 24) == 24;
    mask->window = (choice & 96) == 96;
    mask->left = mask->window ? (int64_t)below(state, 8) - 1 : 0;
    mask->right = mask->window ? (int64_t)below(state, 8) - 1 : 0;
    mask->prefix = choice < 32 ? below(state, 8) : 0;
    mask->limited = choice % 7 == 0;
    mask->valid_keys = mask->limited ? below(state, 20) : 0;
    mask->local = choice % 11 == 0 ? 2 + (double)below(state, 8) : 0;
}

/* From 2^-20 to 2^21, of few digits, so that single precision has it. */
static double parameter(uint64_t *state)
{
    return ldexp(1 + (double)below(state, 256) / 256, (int)below(state, 41) - 20);
}

static double signed_parameter(uint64_t *state)
{
    return below(state, 2) ? parameter(state) : -parameter(state);
}

/* One in two problems has the parameters that a fixture has. */
static void choose_similarity(struct fixture *f, uint64_t *state)
{
    struct similarity_parameters *p = &f->problem.similarity;
    if (below(state, 2))
        return;
    p->bandwidth = parameter(state);
    p->gamma = parameter(state);
    p->coef0 = below(state, 4) ? signed_parameter(state) : 0;
    p->degree = 1 + below(state, 6);
    p->scale = below(state, 3) ? p->scale : signed_parameter(state);
}

static void choose_normalizer(struct fixture *f, uint64_t *state)
{
    struct normalizer_parameters *n = &f->problem.normalizer;
    n->function = &normalizers[below(state, 2) ? 0 : below(state, normalizer_count)];
    double widest = f->precision == PRECISION_DOUBLE ? 307 : 37;
    n->temperature = below(state, 3)   ? 1
                     : below(state, 2) ? exp2(2 * random_number(state))
                                       : pow(10, widest * random_number(state));
    if (f->precision == PRECISION_SINGLE)
        n->temperature = (double)(float)n->temperature;
    n->alpha =
        below(state, 3) ? 1.25 + (double)below(state, 12) / 4 : 1 + exp2(-(double)below(state, 50));
    n->sigmoid_bias =
        below(state, 2) ? normalizer_sigmoid_bias(f->shape.m) : signed_parameter(state);
    n->relu_divisor = f->shape.m;
    bool softmax = n->function->kind == NORMALIZER_SOFTMAX;
    n->sink = softmax && below(state, 5) == 0;
    n->sink_score = !n->sink          ? 0
                    : below(state, 3) ? (below(state, 2) ? 3 : 1000) * random_number(state)
                                      : signed_parameter(state);
    n->log = (normalizer_divides(n) || n->function->kind == NORMALIZER_SIGMOID) &&
             f->problem.mask.local == 0 && below(state, 5) == 0;
    f->problem.softcap = below(state, 5)   ? 0
                         : below(state, 2) ? 1 + (double)below(state, 30)
                                           : parameter(state);
    if (n->function->kind == NORMALIZER_LINEAR) {
        f->problem.similarity.function = &similarity_of_features;
        f->problem.similarity.scale = 1;
        f->problem.softcap = 0;
        n->temperature = 1;
    }
}

/* Bias, what is allowed and slopes, where the scores are not weights already. */
static void choose_block(struct problem *problem, uint64_t *state)
{
    struct fixture *f = &problem->fixture;
    const struct shape *s = &f->shape;
    bool linear = f->problem.normalizer.function->kind == NORMALIZER_LINEAR;
    fill(f, problem->bias, s->n * s->m, RANGE_ORDINARY, state);
    for (size_t i = 0; i < s->n * s->m; i++)
        put(problem->allowed, f->precision, i, below(state, 5) > 0);
    if (!linear && below(state, 4) == 0)
        f->block.bias = (struct rows){problem->bias, s->n, s->m, s->m};
    if (below(state, 4) == 0)
        f->block.allowed = (struct rows){problem->allowed, s->n, s->m, s->m};
    f->block.alibi_slope = !linear && below(state, 6) == 0 ? 0.125 : 0;
}

/* Windows that the queries predict, of three hidden units. */
static void choose_prediction(struct problem *problem, uint64_t *state)
{
    struct fixture *f = &problem->fixture;
    size_t d = f->shape.d;
    if (below(state, 8) != 0)
        return;
    fill(f, problem->prediction, 3 * (d + 1), RANGE_ORDINARY, state);
    f->problem.mask.local = 1.5 + (double)below(state, 8);
    f->problem.prediction = (struct prediction){.weight = {problem->prediction, 3, d, d},
                                                .vector = (char *)problem->prediction +
                                                          3 * d * precision_size(f->precision)};
    f->problem.normalizer.renormalize = below(state, 2);
}

static const char *choose_kernel(uint64_t *state)
{
    size_t count = 0;
    while (kernel_names[count])
        count++;
    for (;;) {
        const char *name = kernel_names[below(state, count)];
        if (kernel_runs(name))
            return name;
    }
}

/* Linear attention multiplies features, exponentials of numbers, with one another: out of these
 * ranges most of them vanish beside the largest. RANGE_FAR is drawn besides. */
static const enum range calm[RANGES] = {RANGE_ORDINARY, RANGE_ORDINARY, RANGE_ORDINARY,
                                        RANGE_CLOSE,    RANGE_CLOSE,    RANGE_SPARSE,
                                        RANGE_SPARSE,   RANGE_SPARSE,   RANGE_ORDINARY};

static bool is_small_range(enum range range)
{
    return range == RANGE_TINY || range == RANGE_SUBNORMAL;
}

struct problem problem_new(uint64_t number)
{
    uint64_t state = (number + 1) * 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 4; i++)
        random_number(&state);
    bool large = below(&state, 50) == 0;
    struct shape shape = {1 + below(&state, 3), 1 + below(&state, large ? 300 : 24),
                          1 + below(&state, large ? 30 : 8), 1 + below(&state, 4)};
    enum precision precision = below(&state, 2) ? PRECISION_SINGLE : PRECISION_DOUBLE;
    const char *similarity = similarities[below(&state, similarity_count)].name;
    struct problem problem = {
        .fixture = fixture_new(shape, precision, similarity),
        .bias = calloc(shape.n * shape.m, sizeof(double)),
        .allowed = calloc(shape.n * shape.m, sizeof(double)),
        .prediction = calloc(3 * (shape.d + 2), sizeof(double)), /* of 2 features, too */
        .range = (enum range)below(&state, RANGES),
        .kernel = choose_kernel(&state)};
    struct fixture *f = &problem.fixture;
    enum range values = (enum range)below(&state, RANGES);
    choose_similarity(f, &state);
    choose_mask(&f->problem.mask, &state);
    choose_normalizer(f, &state);
    /* It multiplies features with values before it divides: tiny ones vanish on the way. */
    if (f->problem.normalizer.function->kind == NORMALIZER_LINEAR) {
        problem.range = below(&state, 3) ? calm[values] : RANGE_FAR;
        values = is_small_range(values) ? calm[values] : values;
    }
    fill(f, f->queries, shape.n * f->shape.d, problem.range, &state);
    fill(f, f->keys, shape.m * f->shape.d, problem.range, &state);
    fill(f, f->values, shape.m * shape.d_v, values, &state);
    suit_numbers(f->problem.similarity.function, precision, f->queries, f->shape.n * f->shape.d);
    suit_numbers(f->problem.similarity.function, precision, f->keys, f->shape.m * f->shape.d);
    choose_block(&problem, &state);
    choose_prediction(&problem, &state);
    return problem;
}

void problem_free(struct problem *problem)
{
    fixture_free(&problem->fixture);
    free(problem->bias);
    free(problem->allowed);
    free(problem->prediction);
}
