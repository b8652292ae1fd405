/* Gradients beside central differences of the context itself: every similarity, every normalizer,
 * masks and layers, by everything that a gradient may be of, on every kernel. */
#include <check.h>

#include "attention/gradient.h"
#include "attention_fixture.h"

enum { QUERIES = 4, KEYS = 6, WIDTH = 4, VALUES = 3, HEADS = 4, KV_HEADS = 2, MOST = 200 };

/* What the loss depends on: `count` numbers that a gradient is by, and their differences. */
struct leaf {
    enum gradient_by by;
    double *numbers;
    size_t count;
    double differences[MOST];
};

/* A layer over numbers of its own, and its leaves. */
struct net {
    struct layer layer;
    struct query_block block;
    struct rows upstream;
    struct leaf leaves[BY_COUNT];
    size_t leaf_count;
    void *owned[BY_COUNT + 6];
    size_t owned_count;
};

static struct error error;
static struct pool *pool;

static void set_up(void)
{
    pool = pool_new(1);
}

static void tear_down(void)
{
    pool_free(pool);
}

static double *new_numbers(struct net *net, size_t count)
{
    double *numbers = random_numbers(PRECISION_DOUBLE, count, 31 + net->owned_count);
    net->owned[net->owned_count++] = numbers;
    return numbers;
}

static double *add_leaf(struct net *net, enum gradient_by by, size_t count)
{
    double *numbers = new_numbers(net, count);
    net->leaves[net->leaf_count++] = (struct leaf){by, numbers, count, {0}};
    return numbers;
}

static struct rows leaf_rows(struct net *net, enum gradient_by by, size_t count, size_t width)
{
    return (struct rows){add_leaf(net, by, count * width), count, width, width};
}

/* Queries of `width` features and so on; the weights that the similarity wants. */
static struct net net_new(const char *similarity, const char *normalizer, size_t query_width,
                          size_t key_width, size_t value_width)
{
    struct net net = {.leaf_count = 0};
    const struct similarity *function = similarity_find(similarity);
    struct similarity_parameters f = {.function = function ? function : &similarity_of_features,
                                      .scale = 1,
                                      .bandwidth = 1.5,
                                      .gamma = 0.2,
                                      .coef0 = 1,
                                      .degree = 3,
                                      .radians = true,
                                      .radius = 1.5};
    if (similarity_has_reach(f.function))
        f.bandwidth = 3; /* some keys are out of reach, most are not */
    net.block.queries = leaf_rows(&net, BY_QUERIES, QUERIES, query_width);
    net.layer =
        (struct layer){.attention = {.precision = PRECISION_DOUBLE,
                                     .key_count = KEYS,
                                     .keys = leaf_rows(&net, BY_KEYS, KEYS, key_width),
                                     .values = leaf_rows(&net, BY_VALUES, KEYS, value_width),
                                     .retain = true,
                                     .scores_to_weights = true,
                                     .normalizer = {.function = normalizer_find(normalizer),
                                                    .temperature = 1,
                                                    .alpha = 1.3,
                                                    .sigmoid_bias = normalizer_sigmoid_bias(KEYS),
                                                    .relu_divisor = KEYS}},
                       .query_width = query_width,
                       .heads = 1,
                       .kv_heads = 1};
    suit_numbers(f.function, PRECISION_DOUBLE, net.leaves[0].numbers, QUERIES * query_width);
    suit_numbers(f.function, PRECISION_DOUBLE, net.leaves[1].numbers, KEYS * key_width);
    switch (f.function->preparation) {
    case PREPARE_GENERAL:
        f.weight = leaf_rows(&net, BY_SIMILARITY_WEIGHT, WIDTH, WIDTH);
        break;
    case PREPARE_CONCAT:
        f.weight = leaf_rows(&net, BY_SIMILARITY_WEIGHT, 5, 2 * WIDTH);
        f.vector = add_leaf(&net, BY_ADDITIVE_VECTOR, 5);
        break;
    case PREPARE_LOCATION:
        f.weight = leaf_rows(&net, BY_SIMILARITY_WEIGHT, KEYS - 1, WIDTH);
        break;
    case PREPARE_ADDITIVE:
        f.query_weight = leaf_rows(&net, BY_ADDITIVE_QUERY, 5, WIDTH);
        f.key_weight = leaf_rows(&net, BY_ADDITIVE_KEY, 5, WIDTH);
        f.vector = add_leaf(&net, BY_ADDITIVE_VECTOR, 5);
        f.bias = add_leaf(&net, BY_ADDITIVE_BIAS, 5);
        break;
    default:
        break;
    }
    net.layer.attention.similarity = f;
    return net;
}

static void net_free(struct net *net)
{
    for (size_t i = 0; i < net->owned_count; i++)
        free(net->owned[i]);
}

/* The sum of upstream times context. */
static double loss(struct net *net)
{
    size_t width = net->upstream.width;
    double context[MOST], sum = 0;
    struct layer_plan *plan;
    ck_assert_int_eq(layer_plan_new(&plan, &net->layer, NULL, pool, &error), STATUS_OK);
    ck_assert_int_eq(
        layer_context(plan, &net->block, (struct out_rows){context, width}, NOWHERE, &error),
        STATUS_OK);
    for (size_t i = 0; i < QUERIES * width; i++)
        sum += get(net->upstream.data, PRECISION_DOUBLE, i) * context[i];
    layer_plan_free(plan);
    return sum;
}

/* Of the fourth order: what is left out falls with step^4. */
static double difference(struct net *net, double *number)
{
    const double middle = *number, step = 1e-3;
    double losses[5];
    for (int i = -2; i <= 2; i++) {
        *number = middle + i * step;
        losses[i + 2] = loss(net);
    }
    *number = middle;
    return (8 * (losses[3] - losses[1]) - (losses[4] - losses[0])) / (12 * step);
}

/* The numbers of a gradient, where they have been given. */
static const double *numbers_of(const struct gradient *gradient, enum gradient_by by,
                                const double *queries, const double *bias)
{
    if (by == BY_QUERIES)
        return queries;
    return by == BY_BIAS ? bias : gradient_get(gradient, by).data;
}

static void check_on(struct net *net, const char *kernel)
{
    struct gradient_wish wish = {.heads = net->layer.heads};
    double queries[MOST], bias[MOST];
    struct layer_plan *plan;
    struct gradient *gradient;
    size_t head_stride = net->block.bias_head_stride;
    for (size_t i = 0; i < net->leaf_count; i++)
        wish.by |= 1U << net->leaves[i].by;
    bool has_bias = wish.by >> BY_BIAS & 1;
    ck_assert_int_eq(layer_plan_new(&plan, &net->layer, kernel, pool, &error), STATUS_OK);
    ck_assert_int_eq(gradient_new(&gradient, &net->layer, plan, &wish, kernel, pool, &error),
                     STATUS_OK);
    ck_assert_int_eq(gradient_add(gradient, &net->block, &net->upstream,
                                  (struct out_rows){queries, net->layer.query_width},
                                  has_bias ? (struct out_rows){bias, KEYS} : NOWHERE, head_stride,
                                  &error),
                     STATUS_OK);
    ck_assert_int_eq(gradient_end(gradient, &error), STATUS_OK);
    for (size_t i = 0; i < net->leaf_count; i++) {
        const struct leaf *leaf = &net->leaves[i];
        const double *found = numbers_of(gradient, leaf->by, queries, bias);
        for (size_t j = 0; j < leaf->count; j++) {
            double expected = leaf->differences[j];
            ck_assert_msg(fabs(found[j] - expected) <= 1e-7 * (1 + fabs(expected)),
                          "%s, %s: by %s %zu: %.12g, differences %.12g", kernel,
                          net->layer.attention.similarity.function->name, gradient_names[leaf->by],
                          j, found[j], expected);
        }
    }
    gradient_free(gradient);
    layer_plan_free(plan);
}

static void check(struct net *net, size_t context_width)
{
    net->upstream = (struct rows){new_numbers(net, QUERIES * context_width), QUERIES, context_width,
                                  context_width};
    for (size_t i = 0; i < net->leaf_count; i++)
        for (size_t j = 0; j < net->leaves[i].count; j++)
            net->leaves[i].differences[j] = difference(net, &net->leaves[i].numbers[j]);
    for (size_t i = 0; kernel_names[i]; i++)
        if (kernel_runs(kernel_names[i]))
            check_on(net, kernel_names[i]);
    net_free(net);
}

static void add_bias(struct net *net, size_t heads)
{
    net->block.bias = leaf_rows(net, BY_BIAS, heads * QUERIES, KEYS);
    net->block.bias_head_stride = heads > 1 ? QUERIES : 0;
}

START_TEST(every_similarity)
{
    /* A point of the sphere is a latitude and a longitude. */
    const size_t width = similarities[_i].preparation == PREPARE_SPHERE ? 2 : WIDTH;
    struct net net = net_new(similarities[_i].name, "softmax", width, width, VALUES);
    check(&net, VALUES);

    net = net_new(similarities[_i].name, "softmax", width, width, VALUES);
    struct attention *problem = &net.layer.attention;
    problem->similarity.scale = 0.6;
    problem->softcap = 3;
    problem->normalizer.temperature = 0.7;
    problem->mask = (struct mask){.causal = true, .offset = 2, .window = true, .left = 3};
    problem->mask.right = -1;
    net.block.alibi_slope = 0.2;
    add_bias(&net, 1);
    check(&net, VALUES);
}
END_TEST

START_TEST(every_normalizer)
{
    bool linear = normalizers[_i].kind == NORMALIZER_LINEAR;
    struct net net =
        net_new(linear ? "" : "scaled-dot", normalizers[_i].name, WIDTH, WIDTH, VALUES);
    check(&net, VALUES);

    net = net_new(linear ? "" : "cosine", normalizers[_i].name, WIDTH, WIDTH, VALUES);
    net.layer.attention.mask = (struct mask){.causal = true, .offset = 1, .exclude_self = true};
    net.layer.attention.normalizer.temperature = linear ? 1 : 0.5;
    if (!linear)
        add_bias(&net, 1);
    check(&net, VALUES);
}
END_TEST

START_TEST(masks)
{
    static const double allowed[QUERIES][KEYS] = {
        {1, 0, 1, 1, 0, 1}, {0, 0, 0, 0, 0, 0}, {1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 1, 0}};
    struct net net = net_new("dot", "softmax", WIDTH, WIDTH, VALUES);
    net.block.allowed = (struct rows){allowed, QUERIES, KEYS, KEYS};
    net.layer.attention.mask = (struct mask){.limited = true, .valid_keys = KEYS - 1};
    check(&net, VALUES);

    net = net_new("dot", "softmax", WIDTH, WIDTH, VALUES);
    net.layer.attention.mask = (struct mask){.local = 2};
    net.layer.attention.normalizer.top = 2;
    check(&net, VALUES);
}
END_TEST

/* Heads that share keys, biases of their own, rotation, projections there and back. */
START_TEST(layers)
{
    struct net net = net_new("dot", "softmax", 5, 3, 2);
    struct layer *layer = &net.layer;
    layer->heads = HEADS;
    layer->kv_heads = KV_HEADS;
    layer->alibi = true;
    layer->attention.similarity.scale = 0.3;
    layer->rope = (struct rope){.on = true, .interleaved = _i > 0, .base = 100};
    layer->query_positions.start = 2;
    layer->queries = (struct projection){leaf_rows(&net, BY_PROJECT_QUERIES, 5, HEADS * WIDTH),
                                         add_leaf(&net, BY_QUERIES_BIAS, HEADS * WIDTH)};
    layer->keys = (struct projection){leaf_rows(&net, BY_PROJECT_KEYS, 3, KV_HEADS * WIDTH),
                                      add_leaf(&net, BY_KEYS_BIAS, KV_HEADS * WIDTH)};
    layer->values = (struct projection){leaf_rows(&net, BY_PROJECT_VALUES, 2, KV_HEADS * VALUES),
                                        add_leaf(&net, BY_VALUES_BIAS, KV_HEADS * VALUES)};
    layer->output = (struct projection){leaf_rows(&net, BY_PROJECT_OUTPUT, HEADS * VALUES, 3),
                                        add_leaf(&net, BY_OUTPUT_BIAS, 3)};
    add_bias(&net, _i > 0 ? HEADS : 1);
    check(&net, 3);
}
END_TEST

/* Queries and keys with norms: of each head or of all, as they are or projected. */
START_TEST(norms)
{
    bool projected = _i & 1, of_all = _i & 2;
    size_t query_width = projected ? 5 : HEADS * WIDTH,
           key_width = projected ? 3 : KV_HEADS * WIDTH;
    struct net net = net_new("dot", "softmax", query_width, key_width, KV_HEADS * VALUES);
    struct layer *layer = &net.layer;
    layer->heads = HEADS;
    layer->kv_heads = KV_HEADS;
    layer->rope = (struct rope){.on = true, .base = 100, .magnitude = 1.2};
    layer->query_norm =
        (struct norm){true, 0.1, add_leaf(&net, BY_QUERY_NORM, WIDTH * (of_all ? HEADS : 1)), 0};
    layer->key_norm =
        (struct norm){true, 0.1, add_leaf(&net, BY_KEY_NORM, WIDTH * (of_all ? KV_HEADS : 1)), 0};
    if (of_all) {
        layer->query_norm.width = HEADS * WIDTH;
        layer->key_norm.width = KV_HEADS * WIDTH;
    }
    if (projected) {
        layer->queries = (struct projection){leaf_rows(&net, BY_PROJECT_QUERIES, 5, HEADS * WIDTH),
                                             add_leaf(&net, BY_QUERIES_BIAS, HEADS * WIDTH)};
        layer->keys = (struct projection){leaf_rows(&net, BY_PROJECT_KEYS, 3, KV_HEADS * WIDTH),
                                          add_leaf(&net, BY_KEYS_BIAS, KV_HEADS * WIDTH)};
    }
    check(&net, HEADS * VALUES);
}
END_TEST

/* Each head with a scale, a slope and a sink of its own. */
START_TEST(lists_of_heads)
{
    static const double scales[HEADS] = {0.3, 1, -0.5, 0.1}, slopes[HEADS] = {0.1, 0.4, 1, 0.2};
    static double sinks[HEADS] = {0.5, -1, 2, 0};
    struct net net = net_new("dot", "softmax", HEADS * WIDTH, KV_HEADS * WIDTH, KV_HEADS * VALUES);
    struct layer *layer = &net.layer;
    layer->heads = HEADS;
    layer->kv_heads = KV_HEADS;
    layer->scales = scales;
    layer->slope = slopes[0];
    layer->slopes = slopes;
    layer->sinks = sinks;
    layer->attention.normalizer.sink = true;
    net.leaves[net.leaf_count++] = (struct leaf){BY_SINK, sinks, HEADS, {0}};
    check(&net, HEADS * VALUES);
}
END_TEST

/* Positions within groups that come again, of which the last query has none; then queries that are
 * rows 1, 2, 5 and 6 of their file, with keys taken out, too. */
START_TEST(positions)
{
    static const uint32_t of_key[KEYS] = {0, 1, 0, 1, 1, 0}, members[KEYS] = {0, 2, 5, 1, 3, 4};
    static const size_t in_group[KEYS] = {0, 0, 1, 1, 2, 2}, firsts[] = {0, 3, KEYS};
    static const struct key_groups groups = {of_key, in_group, members, firsts, 2, false};
    static const uint32_t of_query[QUERIES] = {1, 0, 1, NO_GROUP};
    static const double in_group_of_query[QUERIES] = {1, 2, 2, 0},
                        key_positions[] = {0, 0, 1, 1, 2, 2};
    static const size_t query_places[QUERIES] = {1, 2, 5, 6}, key_places[] = {0, 2, 3, 5, 7, 8};
    struct net net = net_new("dot", "softmax", WIDTH, WIDTH, VALUES);
    struct layer *layer = &net.layer;
    layer->slope = 0.3;
    layer->rope = (struct rope){.on = true, .base = 100};
    if (_i == 0) {
        layer->attention.mask = (struct mask){.causal = true, .groups = &groups};
        layer->key_positions = (struct positions){.given = key_positions, .count = KEYS};
        net.block.groups = of_query;
        net.block.positions = in_group_of_query;
    } else {
        layer->attention.mask = (struct mask){
            .causal = true, .exclude_self = true, .places = key_places, .place_count = 9};
        layer->key_positions.places = key_places;
        net.block.places = query_places;
    }
    check(&net, VALUES);
}
END_TEST

/* Of softmax the sink, which is a number of the problem and not a leaf in memory. */
START_TEST(sinks)
{
    struct net net = net_new("dot", "softmax", WIDTH, WIDTH, VALUES);
    net.layer.attention.normalizer.sink = true;
    net.layer.attention.normalizer.sink_score = 0.7;
    add_bias(&net, 1);
    net.leaves[net.leaf_count++] =
        (struct leaf){BY_SINK, &net.layer.attention.normalizer.sink_score, 1, {0}};
    check(&net, VALUES);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gradient");
    TCase *tests = tcase_create("gradient");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, every_similarity, 0, (int)similarity_count);
    tcase_add_loop_test(tests, every_normalizer, 0, (int)normalizer_count);
    tcase_add_test(tests, masks);
    tcase_add_loop_test(tests, layers, 0, 2);
    tcase_add_loop_test(tests, norms, 0, 4);
    tcase_add_test(tests, lists_of_heads);
    tcase_add_loop_test(tests, positions, 0, 2);
    tcase_add_test(tests, sinks);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
