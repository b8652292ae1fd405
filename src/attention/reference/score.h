/* Part of the reference kernel: one score, from a query and a key. */

/* What is summed over the features. */
static wide pair(const struct similarity_parameters *f, enum precision precision, const void *q,
                 const void *k, size_t d)
{
    wide sum = 0;
    for (size_t c = 0; c < d; c++) {
        wide x = (wide)precision_get(q, precision, c), y = (wide)precision_get(k, precision, c);
        wide difference = f->bandwidths ? (x - y) / (wide)f->bandwidths[c] : x - y;
        switch (f->function->pairing) {
        case PAIRING_DOT:
            sum += x * y;
            break;
        case PAIRING_SQUARED_DIFFERENCE:
            sum += difference * difference;
            break;
        case PAIRING_ABSOLUTE_DIFFERENCE:
            sum += fabsl(difference);
            break;
        case PAIRING_CHI2:
            sum += x + y == 0 ? 0 : (x - y) * (x - y) / (x + y);
            break;
        case PAIRING_ADDITIVE:
            sum += (wide)precision_get(f->vector, precision, c) * tanhl(x + y);
            break;
        }
    }
    return sum;
}

/* Between -1 and 1, where rounding does not keep it; 0 where a row is all zeros. */
static wide cosine(const struct similarity_parameters *f, enum precision precision, const void *q,
                   const void *k, size_t d)
{
    wide dot = pair(f, precision, q, k, d);
    wide norms = sqrtl(pair(f, precision, q, q, d)) * sqrtl(pair(f, precision, k, k, d));
    wide quotient = norms == 0 && dot == 0 ? 0 : dot / norms; /* a NaN stays one */
    return quotient > 1 ? 1 : quotient < -1 ? -1 : quotient;
}

/* base^degree, degree 1 or more, by squaring. */
static wide raised(wide base, size_t degree)
{
    if (degree == 1)
        return base;
    wide half = raised(base, degree / 2);
    return degree % 2 == 0 ? half * half : half * half * base;
}

/* Compact functions of u: -infinity from 1 on. */
static wide compact(enum finish finish, wide u)
{
    if (u >= 1)
        return -(wide)INFINITY;
    if (finish == FINISH_UNIFORM)
        return u - u; /* a NaN stays one */
    return finish == FINISH_EPANECHNIKOV ? log1pl(-u * u) : 3 * log1pl(-u * u * u);
}

/* The angle between two points of the unit sphere, of the chords to one of them and to the opposite
 * of the other. */
static wide angle(const struct similarity_parameters *f, enum precision precision, const void *q,
                  const void *k, size_t d)
{
    wide opposite = 0;
    for (size_t c = 0; c < d; c++) {
        wide x = (wide)precision_get(q, precision, c) + (wide)precision_get(k, precision, c);
        opposite += x * x;
    }
    return 2 * atan2l(sqrtl(pair(f, precision, q, k, d)), sqrtl(opposite));
}

static wide similarity(const struct similarity_parameters *f, enum precision precision,
                       const void *q, const void *k, size_t d)
{
    wide base, h = f->bandwidths ? 1 : (wide)f->bandwidth;
    switch (f->function->finish) {
    case FINISH_NOTHING:
        return pair(f, precision, q, k, d);
    case FINISH_COSINE:
        return cosine(f, precision, q, k, d);
    case FINISH_NEGATED_ROOT:
        return 0 - sqrtl(pair(f, precision, q, k, d));
    case FINISH_FACTOR:
        return (wide)similarity_factor(f, d) * pair(f, precision, q, k, d) + 0; /* not -0 */
    case FINISH_POLYNOMIAL:
        base = (wide)similarity_gamma(f, d) * pair(f, precision, q, k, d) + (wide)f->coef0;
        return raised(base, f->degree);
    case FINISH_EPANECHNIKOV:
    case FINISH_TRICUBE:
    case FINISH_UNIFORM:
        return compact(f->function->finish, sqrtl(pair(f, precision, q, k, d)) / h);
    case FINISH_HAVERSINE:
        return 0 - (wide)f->radius * angle(f, precision, q, k, d);
    }
    return 0;
}

/* The same times the scale, which leaves -infinity what it is where it stands for out of reach. */
static wide scaled_similarity_of(const struct similarity_parameters *f, enum precision precision,
                                 const void *q, const void *k, size_t d)
{
    wide score = similarity(f, precision, q, k, d);
    bool beyond = similarity_has_reach(f->function) && score == -(wide)INFINITY;
    return beyond ? score : (wide)f->scale * score;
}

/* Softcap, bias, mask and temperature of a score that is not masked yet. Most normalizers divide by
 * the temperature themselves. */
static wide adjust_score(const struct attention *problem, const struct score_row *row,
                         bool to_weights, size_t key, wide score)
{
    const wide softcap = (wide)problem->softcap, nothing = -(wide)INFINITY;
    bool allowed = !row->allowed || precision_get(row->allowed, problem->precision, key) != 0;
    wide bias = row->bias ? (wide)precision_get(row->bias, problem->precision, key) : 0;
    if (!mask_allows(&problem->mask, &row->query, key) || !allowed || bias == nothing ||
        score == nothing)
        return nothing;
    if (softcap != 0)
        score = softcap * tanhl(score / softcap);
    score += bias;
    if (row->alibi_slope > 0) {
        int64_t distance = row->query.position - mask_position(&problem->mask, key);
        score -= (wide)row->alibi_slope * (wide)(distance < 0 ? -distance : distance);
    }
    if (to_weights && normalizer_divides(&problem->normalizer))
        return score;
    return score / (wide)problem->normalizer.temperature;
}

/* A score that no number holds, for a normalizer whose weights depend on it alone: a sigmoid has a
 * value at either end, and other weights overflow as well. */
static wide beyond_range(enum normalizer_kind kind, wide score, wide most)
{
    if (kind == NORMALIZER_SIGMOID || (kind == NORMALIZER_RELU && score < 0))
        return score > 0 ? most / 2 : -most / 2;
    return (wide)INFINITY;
}

/* Scores that no number holds, of a row for a normalizer that minds only their differences, all
 * become less or greater by the same, so that none that is finite is lost. The lowest may come to
 * one end. */
static void bring_into_range(const struct attention *problem, size_t m, wide *s)
{
    const wide most = problem->precision == PRECISION_DOUBLE ? DBL_MAX : FLT_MAX, high = most / 4;
    const struct normalizer_parameters *n = &problem->normalizer;
    wide max = -(wide)INFINITY, shift = 0;
    bool within = true;
    for (size_t j = 0; j < m; j++) {
        bool beyond = isfinite(s[j]) && fabsl(s[j]) > most;
        if (beyond && !normalizer_divides(n))
            s[j] = beyond_range(normalizer_kind(n), s[j], most);
        within &= !beyond;
        max = s[j] > max ? s[j] : max;
    }
    if (within || !isfinite(max) || !normalizer_divides(n))
        return;
    shift = max > high ? max - high : max < -high ? max + high : 0;
    for (size_t j = 0; j < m; j++)
        s[j] = isfinite(s[j]) ? fmaxl(s[j] - shift, -2 * high) : s[j];
}
