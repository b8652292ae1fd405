/* Part of the reference kernel: the normalizers whose weights are 0 below a threshold t: over the
 * scores x = (alpha - 1) (s - max) / T, the largest of them 0, max(x - t, 0)^power with
 * power = 1 / (alpha - 1) and the t that makes their sum 1. Of sparsemax alpha is 2, of entmax15
 * 1.5. */

/* The scores, and how they become x. */
struct scores {
    const struct numbers *row;
    size_t length;
    wide max, factor, temperature, power;
};

static wide score_at(const struct scores *s, size_t j)
{
    return s->factor * ((get(s->row, j) - s->max) / s->temperature);
}

/* log((x - t)^power) but for that of the factor (-t)^power, as power log(1 + x / -t): where the
 * power is large, as alpha nears 1, and x is next to 0, x - t would have lost what it multiplies.
 */
static wide log_above(wide x, wide t, wide power)
{
    wide y = x / -t;
    if (x <= t)
        return -(wide)INFINITY;
    return power * (y > -0.5L ? log1pl(y) : logl((x - t) / -t));
}

/* The t at which max(x - t, 0)^power sum to 1, kept between two bounds; Newton's step from the last
 * guess is the next where it lies between them, their middle otherwise. */
static wide find_threshold(const struct scores *s)
{
    wide low = -1, high = 0, t = low;
    for (int step = 0; step < 200; step++) {
        wide slope = 0, total = 0;
        for (size_t j = 0; j < s->length; j++)
            if (score_at(s, j) > t) {
                wide above = score_at(s, j) - t, weight = powl(above, s->power);
                total += weight;
                slope += weight / above;
            }
        if (fabsl(total - 1) <= 16 * LDBL_EPSILON) /* the weights are divided by their sum */
            return t;
        *(total > 1 ? &low : &high) = t;
        wide next = t + (total - 1) / (s->power * slope);
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (next == low || next == high)
            break;
        t = next;
    }
    return t;
}

/* The weight of x where the least score that has one has w: ((x - least) + w^(1 / power))^power.
 * For powers below 1, alpha above 2: beside x the distance of t from `least` may vanish, though its
 * power w does not. */
static wide raised_weight(wide x, wide least, wide w, wide power)
{
    if (x <= least)
        return x < least ? 0 : w;
    return powl((x - least) + powl(w, 1 / power), power);
}

static wide sum_raised(const struct scores *s, wide least, wide w)
{
    wide total = 0;
    for (size_t j = 0; j < s->length; j++)
        total += raised_weight(score_at(s, j), least, w, s->power);
    return total;
}

static wide least_above(const struct scores *s, wide t)
{
    wide least = 0;
    for (size_t j = 0; j < s->length; j++)
        least = score_at(s, j) > t && score_at(s, j) < least ? score_at(s, j) : least;
    return least;
}

/* The least score that leaves something of 1 to its own weight; from t on, up and by halves. */
static wide least_raised(const struct scores *s, wide t)
{
    wide low = t > -1 ? t : -1, high = 0;
    for (;;) {
        wide least = least_above(s, low);
        if (sum_raised(s, least, 0) < 1)
            return least;
        wide middle = least + (high - least) / 2, other = least_above(s, middle);
        bool enough = sum_raised(s, other, 0) < 1;
        low = enough ? least : other;
        high = enough ? middle : high;
    }
}

/* The weight of `least`, by bisection. */
static wide raise_least(const struct scores *s, wide least)
{
    wide low = 0, high = 1, w = 0.5L;
    while (high - low > LDBL_EPSILON * low && high > 0x1p-1100L) {
        *(sum_raised(s, least, w) > 1 ? &high : &low) = w;
        w = low + (high - low) / 2;
    }
    return w;
}

/* The scores to weights over their sum, or to the logarithms of these. That of a weight near 1 is
 * log1p of what the others are. */
static void threshold_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                          wide max, const struct numbers *row)
{
    enum normalizer_kind kind = normalizer_kind(n);
    wide alpha = kind == NORMALIZER_SPARSEMAX  ? 2
                 : kind == NORMALIZER_ENTMAX15 ? 1.5L
                                               : (wide)n->alpha;
    const struct scores s = {row, length, max, alpha - 1, (wide)n->temperature, 1 / (alpha - 1)};
    if (masked(max)) {
        fill_unmasked(length, row, logarithm, 0);
        return;
    }
    wide t = find_threshold(&s), least = 0, w = 0, greatest = 0, others = 0;
    bool raised = s.power < 1;
    if (raised) {
        least = least_raised(&s, t - 32 * LDBL_EPSILON / s.power);
        w = raise_least(&s, least);
    }
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0, first = length; j < length; j++) {
            wide x = score_at(&s, j), log_weight = raised
                                                       ? logl(raised_weight(x, least, w, s.power))
                                                       : log_above(x, t, s.power);
            bool is_first = x == 0 && first == length; /* one of the largest */
            first = is_first ? j : first;
            wide weight = expl(log_weight), sum = greatest + others;
            if (pass == 0)
                *(is_first ? &greatest : &others) += weight;
            else if (!logarithm)
                put(row, j, weight / sum);
            else
                put(row, j, is_first ? log1pl(-others / sum) + 0 : log_weight - logl(sum));
        }
}
