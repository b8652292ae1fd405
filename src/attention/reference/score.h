/* Part of the reference kernel: one score, from a query and a key. */
/* What is summed over the features. h_c is 1 where the bandwidth is not a list. */
static REAL pair(const struct similarity_parameters *f, const REAL *q, const REAL *k, size_t d)
{
    const REAL *v = f->vector;
    REAL sum = 0;
    for (size_t c = 0; c < d; c++) {
        REAL difference = q[c] - k[c];
        if (f->bandwidths != NULL)
            difference /= (REAL)f->bandwidths[c];
        switch (f->function->pairing) {
        case PAIRING_DOT:
            sum += q[c] * k[c];
            break;
        case PAIRING_SQUARED_DIFFERENCE:
            sum += difference * difference;
            break;
        case PAIRING_ABSOLUTE_DIFFERENCE:
            sum += REAL_(fabs)(difference);
            break;
        case PAIRING_ADDITIVE:
            sum += v[c] * REAL_(tanh)(q[c] + k[c]);
            break;
        }
    }
    return sum;
}

/* In a wider range of exponents: no square overflows, or all of them vanish. */
static REAL distance(const REAL *q, const REAL *k, size_t d)
{
    long double sum = 0;
    for (size_t c = 0; c < d; c++) {
        long double difference = (long double)q[c] - (long double)k[c];
        sum += difference * difference;
    }
    return (REAL)sqrtl(sum);
}

/* In the same range. */
static REAL cosine(const REAL *q, const REAL *k, size_t d)
{
    long double dot = 0, q_square = 0, k_square = 0;
    for (size_t c = 0; c < d; c++) {
        dot += (long double)q[c] * (long double)k[c];
        q_square += (long double)q[c] * (long double)q[c];
        k_square += (long double)k[c] * (long double)k[c];
    }
    if (q_square == 0 || k_square == 0)
        return isnan(dot) ? (REAL)dot : 0; /* a NaN stays one */
    return (REAL)(dot / (sqrtl(q_square) * sqrtl(k_square)));
}

/* base^degree, degree 1 or more, by squaring. */
static REAL raised(REAL base, size_t degree)
{
    if (degree == 1)
        return base;
    REAL half = raised(base, degree / 2);
    return degree % 2 == 0 ? half * half : half * half * base;
}

static REAL similarity(const struct similarity_parameters *f, const REAL *q, const REAL *k,
                       size_t d)
{
    REAL base;
    switch (f->function->finish) {
    case FINISH_NOTHING:
        return pair(f, q, k, d);
    case FINISH_COSINE:
        return cosine(q, k, d);
    case FINISH_NEGATED_ROOT:
        return 0 - distance(q, k, d);
    case FINISH_FACTOR:
        return (REAL)similarity_factor(f, d) * pair(f, q, k, d) + 0; /* no distance is -0 */
    case FINISH_POLYNOMIAL:
        base = (REAL)similarity_gamma(f, d) * pair(f, q, k, d) + (REAL)f->coef0;
        return raised(base, f->degree);
    }
    return 0;
}

/* Softcap, bias, mask and temperature of a score that is not masked yet. */
static REAL adjust_score(const struct attention *problem, const struct score_row *row, size_t key,
                         REAL score)
{
    const REAL *bias = row->bias, *allowed = row->allowed, nothing = -(REAL)INFINITY;
    REAL softcap = (REAL)problem->softcap;
    if (!mask_allows(&problem->mask, &row->query, key) || (allowed && allowed[key] == 0) ||
        (bias && bias[key] == nothing) || score == nothing)
        return nothing;
    if (softcap != 0)
        score = REAL_(fabs)(score) < softcap * (REAL)0x1p-30
                    ? score /* of which the cap takes less than rounding does */
                    : softcap * REAL_(tanh)(score / softcap);
    if (bias)
        score += bias[key];
    if (row->alibi_slope > 0) {
        int64_t distance = row->query.position - (int64_t)key;
        score -= (REAL)row->alibi_slope * (REAL)(distance < 0 ? -distance : distance);
    }
    return score / (REAL)problem->normalizer.temperature;
}
