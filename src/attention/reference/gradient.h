/* Part of the reference kernel: gradients (gradient.h) in plain loops, a query and a key at a time.
 */
/* Of functions that make the sum of a row 1: u_j such that da_j / ds_k = u_j (j == k) - u_j u_k /
 * sum u (Peters, Niculae and Martins 2019). */
static wide slope_of(const struct normalizer_parameters *n, wide weight)
{
    switch (normalizer_kind(n)) {
    case NORMALIZER_SPARSEMAX:
        return weight > 0 ? 1 : weight;
    case NORMALIZER_ENTMAX15:
        return sqrtl(weight);
    case NORMALIZER_ENTMAX:
        return weight > 0 ? powl(weight, 2 - (wide)n->alpha) : weight;
    default:
        return weight;
    }
}

/* What comes to the largest weight, 0 where that is not finite or is the sink's; all is seen from
 * there, as weights that are rounded do not make 1, and next to 1 a small difference is all there
 * is. */
static wide shift_of(const struct numbers *weights, size_t length, wide sink_weight,
                     const struct numbers *by_weight)
{
    size_t best = 0;
    for (size_t j = 1; j < length; j++)
        if (get(weights, j) > get(weights, best))
            best = j;
    return get(weights, best) > sink_weight && isfinite(get(by_weight, best)) ? get(by_weight, best)
                                                                              : 0;
}

/* result = dL/da_j becomes dL/ds_j, where the sink has a weight, too. Gives sum_j a_j dL/da_j. */
static wide through_normalizer(const struct normalizer_parameters *n, const struct numbers *scores,
                               const struct numbers *weights, size_t length, wide sink_weight,
                               const struct numbers *by_weight)
{
    enum normalizer_kind kind = normalizer_kind(n);
    wide shift = shift_of(weights, length, sink_weight, by_weight);
    wide mean = -sink_weight * shift, slopes = 0, products = 0, sum = 0;
    for (size_t j = 0; j < length; j++) {
        if (get(scores, j) == -(wide)INFINITY || get(weights, j) == 0)
            continue;
        mean += get(weights, j) * (get(by_weight, j) - shift);
        products += slope_of(n, get(weights, j)) * (get(by_weight, j) - shift);
        slopes += slope_of(n, get(weights, j));
        sum += get(scores, j);
    }
    for (size_t j = 0; j < length; j++) {
        wide a = get(weights, j), by = get(by_weight, j), result = 0;
        bool is_masked = get(scores, j) == -(wide)INFINITY;
        switch (kind) {
        case NORMALIZER_SOFTMAX: /* whose sum is 1 with the sink */
            result = a == 0 ? 0 : a * (by - shift - mean);
            break;
        case NORMALIZER_SPARSEMAX:
        case NORMALIZER_ENTMAX15:
        case NORMALIZER_ENTMAX:
            result = a == 0 ? 0 : slope_of(n, a) * (by - shift - products / slopes);
            break;
        case NORMALIZER_SIGMOID:
            result = a == 0 ? 0 : by * a * (1 - a);
            break;
        case NORMALIZER_RELU:
            result = a == 0 ? 0 : by / (wide)n->relu_divisor;
            break;
        case NORMALIZER_LINEAR: /* a_j = s_j / sum s */
            result = is_masked ? 0 : (by - shift - mean) / sum;
            break;
        case NORMALIZER_NONE:
            result = is_masked ? 0 : by;
            break;
        }
        put(by_weight, j, result);
    }
    return shift + mean;
}

/* The derivative of the similarity by feature c of q. All are symmetric, so that by k it is the
 * same with q and k exchanged. */
static wide slope_by_query(const struct similarity_parameters *f, enum precision precision,
                           const struct numbers *q, const struct numbers *k, size_t d, size_t c)
{
    wide h = f->bandwidths ? (wide)f->bandwidths[c] : 1, difference = (get(q, c) - get(k, c)) / h,
         tangent;
    wide sign = difference > 0 ? 1 : difference < 0 ? -1 : difference;
    wide q_square = 0, k_square = 0, dot = 0, u, s;
    switch (f->function->finish) {
    case FINISH_NOTHING:
        if (f->function->pairing == PAIRING_DOT)
            return get(k, c);
        tangent = tanhl(get(q, c) + get(k, c));
        return (wide)precision_get(f->vector, precision, c) * (1 - tangent * tangent);
    case FINISH_COSINE:
        for (size_t i = 0; i < d; i++) {
            dot += get(q, i) * get(k, i);
            q_square += get(q, i) * get(q, i);
            k_square += get(k, i) * get(k, i);
        }
        if (q_square == 0 || k_square == 0)
            return 0;
        return (wide)((get(k, c) - dot / q_square * get(q, c)) /
                      (sqrtl(q_square) * sqrtl(k_square)));
    case FINISH_NEGATED_ROOT:
        return difference == 0 ? 0 : -difference / sqrtl(pair(f, precision, q->data, k->data, d));
    case FINISH_FACTOR:
        if (f->function->pairing == PAIRING_ABSOLUTE_DIFFERENCE)
            return (wide)similarity_factor(f, d) * sign / h;
        if (f->function->pairing == PAIRING_CHI2) {
            wide ratio = difference == 0 ? 0 : difference / (get(q, c) + get(k, c));
            return (wide)similarity_factor(f, d) * ratio * (2 - ratio);
        }
        return 2 * (wide)similarity_factor(f, d) * difference / h;
    case FINISH_POLYNOMIAL:
        return (wide)f->degree * (wide)similarity_gamma(f, d) * get(k, c) *
               (f->degree == 1 ? 1
                               : raised((wide)similarity_gamma(f, d) *
                                                pair(f, precision, q->data, k->data, d) +
                                            (wide)f->coef0,
                                        f->degree - 1));
    case FINISH_EPANECHNIKOV:
    case FINISH_TRICUBE:
    case FINISH_UNIFORM:
        u = sqrtl(pair(f, precision, q->data, k->data, d)) /
            (f->bandwidths ? 1 : (wide)f->bandwidth);
        difference /= h * (f->bandwidths ? 1 : (wide)f->bandwidth * (wide)f->bandwidth);
        return f->function->finish == FINISH_EPANECHNIKOV ? -2 * difference / (1 - u * u)
               : f->function->finish == FINISH_TRICUBE    ? -9 * u * difference / (1 - u * u * u)
                                                          : 0;
    case FINISH_HAVERSINE:
        s = pair(f, precision, q->data, k->data, d);
        return s == 0 || s >= 4 ? 0 : -2 * (wide)f->radius * difference / sqrtl(s * (4 - s));
    }
    return 0;
}

/* A query and a key, and the features of the prepared rows. */
struct pair_of_rows {
    const struct similarity_parameters *f;
    enum precision precision;
    struct numbers q, k;
    size_t d;
};

/* One pair: adds the gradients by q, k and, of additive, v. */
static void through_similarity(const struct pair_of_rows *rows, wide by_score, struct numbers by_q,
                               struct numbers by_k, struct numbers by_v)
{
    const struct pair_of_rows *a = rows;
    for (size_t c = 0; c < a->d; c++) {
        wide by = slope_by_query(a->f, a->precision, &a->q, &a->k, a->d, c);
        put(&by_q, c, get(&by_q, c) + by_score * by);
        by = slope_by_query(a->f, a->precision, &a->k, &a->q, a->d, c);
        put(&by_k, c, get(&by_k, c) + by_score * by);
        if (by_v.data)
            put(&by_v, c, get(&by_v, c) + by_score * tanhl(get(&a->q, c) + get(&a->k, c)));
    }
}

/* The derivative of the softcap c tanh(x / c). */
static wide softcap_slope(wide softcap, wide x)
{
    wide e = softcap != 0 ? expl(-2 * fabsl(x / softcap)) : 1;
    return 4 * e / ((1 + e) * (1 + e));
}

/* Row `row` of numbers that lie `stride` apart. */
static struct numbers row_of(const void *data, size_t row, size_t stride, size_t size)
{
    return (struct numbers){(void *)(uintptr_t)((const char *)data + row * stride * size), size};
}

/* Query i of the tile. */
static void gradient_of_row(struct attention_plan *plan, const struct gradient_tile *tile, size_t i)
{
    const struct attention *problem = &plan->problem;
    const struct similarity_parameters *f = &problem->similarity;
    size_t m = problem->key_count, d = problem->keys.width, d_v = problem->values.width;
    size_t size = precision_size(problem->precision);
    struct numbers q = row_of(tile->block->queries.data, i, tile->block->queries.stride, size);
    struct numbers upstream = row_of(tile->upstream.data, i, tile->upstream.stride, size);
    struct numbers scores = {tile->rows[0], size}, weights = {tile->rows[1], size};
    struct numbers by = {tile->rows[2], size}, by_q = row_of(tile->queries, i, d, size);
    struct numbers by_v = {tile->vectors ? (char *)tile->vectors + i * d * size : NULL, size};

    /* 1. The weights, as the run has them. */
    const struct score_row score_row = score_row_of(problem, tile->block, i);
    for (size_t j = 0; j < m; j++) {
        struct numbers k = row_of(problem->keys.data, j, problem->keys.stride, size);
        wide score = scaled_similarity_of(f, problem->precision, q.data, k.data, d);
        put(&scores, j, adjust_score(problem, &score_row, true, j, score));
    }
    if (problem->normalizer.top != 0)
        top_keep(scores.data, m, problem->precision, problem->normalizer.top, plan->best[0]);
    memcpy(weights.data, scores.data, m * size);
    double lse = normalize(plan, false, m, weights.data);

    /* 2. By the values, and by the weights. */
    for (size_t j = 0; j < m; j++) {
        struct numbers value = row_of(problem->values.data, j, problem->values.stride, size);
        struct numbers by_value = row_of(tile->values.data, j, tile->values.stride, size);
        wide sum = 0, weight = get(&weights, j);
        for (size_t c = 0; c < d_v; c++) {
            sum += get(&upstream, c) * get(&value, c);
            if (weight != 0)
                put(&by_value, c, get(&by_value, c) + weight * get(&upstream, c));
        }
        put(&by, j, sum);
    }

    /* 3. By the scores, and by the sink, whose weight takes from all others. */
    bool sink = problem->normalizer.sink && lse > -INFINITY;
    wide sink_weight = sink ? expl(problem->normalizer.sink_score - lse) : 0;
    wide mean = through_normalizer(&problem->normalizer, &scores, &weights, m, sink_weight, &by);
    if (tile->sink)
        *tile->sink -= (double)(sink_weight * mean);

    /* 4. By the similarity, and what it is of. */
    for (size_t c = 0; c < d; c++)
        put(&by_q, c, 0);
    for (size_t c = 0; by_v.data && c < d; c++)
        put(&by_v, c, 0);
    for (size_t j = 0; j < m; j++) {
        struct pair_of_rows rows = {f, problem->precision, q,
                                    row_of(problem->keys.data, j, problem->keys.stride, size), d};
        wide by_score = get(&by, j) / (wide)problem->normalizer.temperature;
        struct numbers bias = {tile->bias, size};
        if (tile->bias)
            put(&bias, i * m + j, by_score);
        if (by_score == 0)
            continue;
        wide raw = similarity(f, problem->precision, q.data, rows.k.data, d);
        by_score *= softcap_slope((wide)problem->softcap, (wide)f->scale * raw) * (wide)f->scale;
        through_similarity(&rows, by_score, by_q, row_of(tile->keys, j, d, size), by_v);
    }
}

static void gradient(struct attention_plan *plan, const struct gradient_tile *tile)
{
    for (size_t i = 0; i < tile->block->queries.count; i++)
        gradient_of_row(plan, tile, i);
}
