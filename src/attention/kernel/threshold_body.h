/* Part of the reference kernel: the normalizers whose weights are 0 below a threshold, a row at a
 * time and in place; the others have kernel/threshold.h. Before it: REAL, and REAL_(function), the
 * name of a libm function in that type. Sums run in double: a long row's would be too coarse in
 * single precision. */

/* A score of -infinity is masked: its weight is 0. */
static bool masked(REAL score)
{
    return score == -(REAL)INFINITY;
}

/* The largest score; NaN if one is NaN or positive infinity, -infinity if all are masked. */
static REAL largest(const REAL *s, size_t length)
{
    REAL max = -(REAL)INFINITY;
    bool finite = true;
    for (size_t j = 0; j < length; j++) {
        finite &= s[j] < (REAL)INFINITY;
        max = s[j] > max ? s[j] : max;
    }
    return finite ? max : (REAL)NAN;
}

static void fill_unmasked(REAL *s, size_t length, REAL weight)
{
    for (size_t j = 0; j < length; j++)
        s[j] = masked(s[j]) ? 0 : weight;
}

/* The scores x, the largest of them 0, to a distribution max(x - t, 0). Every x that is above some
 * t below the answer gives a next t, nearer and still below (Michelot 1986). */
static void sparsemax_row(size_t length, REAL *x)
{
    REAL t = -1, rest;
    for (;;) {
        double sum = 0, count = 0;
        for (size_t j = 0; j < length; j++) {
            sum += x[j] > t ? (double)x[j] - (double)t : 0;
            count += x[j] > t ? 1 : 0;
        }
        rest = (REAL)((sum - 1) / count); /* from t on; in the end, what t has lost in rounding */
        if (!(t + rest > t))
            break;
        t += rest;
    }
    for (size_t j = 0; j < length; j++)
        x[j] = x[j] - t > rest ? (x[j] - t) - rest : 0;
}

/* What the numbers above t come to. */
struct above {
    double squares, sum, count; /* sum of (x - t)^2 and of (x - t); how many */
    REAL least;
};

static struct above sum_above(size_t length, const REAL *x, double t)
{
    struct above above = {.least = 0};
    for (size_t j = 0; j < length; j++)
        if (x[j] > t) {
            double distance = x[j] - t;
            above.squares += distance * distance;
            above.sum += distance;
            above.count += 1;
            above.least = x[j] < above.least ? x[j] : above.least;
        }
    return above;
}

/* The scores x, the largest of them 0, to max(x - t, 0)^2. With F = sum (x - t)^2 and
 * G = sum (x - t) over the k numbers above t, F = 1 has a solution at a distance
 * (F - 1) / (G + sqrt(G^2 - k (F - 1))), exact if all k stay above it; until they do, Newton's
 * step, which never passes the answer, takes t nearer. A last step of Newton's makes good what the
 * difference under the root has lost. */
static void entmax15_row(size_t length, REAL *x)
{
    double t = -1;
    for (;;) {
        struct above above = sum_above(length, x, t);
        double excess = above.squares - 1;
        double discriminant = above.sum * above.sum - above.count * excess;
        double solved = t + excess / (above.sum + sqrt(discriminant > 0 ? discriminant : 0));
        if (discriminant >= 0 && above.least >= solved) {
            t = solved;
            break;
        }
        double next = t + excess / (2 * above.sum);
        if (!(next > t))
            break;
        t = next;
    }
    struct above above = sum_above(length, x, t);
    t += (above.squares - 1) / (2 * above.sum);
    for (size_t j = 0; j < length; j++)
        x[j] = x[j] > t ? (REAL)((x[j] - t) * (x[j] - t)) : 0;
}

/* (x - t)^power but for the factor (-t)^power, as (1 + x / -t)^power: where the power is large, as
 * alpha nears 1, and x is next to 0, x - t would have lost what the power multiplies. */
static REAL entmax_weight(REAL x, REAL t, REAL power)
{
    REAL y = x / -t;
    REAL logarithm = y > (REAL)-0.5 ? REAL_(log1p)(y) : REAL_(log)((x - t) / -t);
    return REAL_(exp)(power * logarithm);
}

/* The t at which max(x - t, 0)^power sum to 1, kept between two bounds; Newton's step from the last
 * guess is the next where it lies between them, their middle otherwise. */
static REAL entmax_threshold(REAL power, size_t length, const REAL *x)
{
    REAL candidates = 0;
    for (size_t j = 0; j < length; j++)
        candidates += x[j] > -1 ? 1 : 0;
    REAL low = -1, high = -REAL_(pow)(candidates, -1 / power), t = low;
    for (int step = 0; step < 100; step++) {
        double slope = 0, total = 0;
        for (size_t j = 0; j < length; j++)
            if (x[j] > t) {
                REAL weight = REAL_(pow)(x[j] - t, power);
                total += weight;
                slope += weight / (x[j] - t);
            }
        if (total >= 1)
            low = t;
        else
            high = t;
        REAL next = t + (REAL)((total - 1) / (power * slope));
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
static REAL raised_weight(REAL x, REAL least, REAL w, REAL power)
{
    if (x <= least)
        return x < least ? 0 : w;
    return REAL_(pow)((x - least) + REAL_(pow)(w, 1 / power), power);
}

static double sum_raised(size_t length, const REAL *x, REAL least, REAL w, REAL power)
{
    double total = 0;
    for (size_t j = 0; j < length; j++)
        total += raised_weight(x[j], least, w, power);
    return total;
}

static REAL least_above(size_t length, const REAL *x, REAL t)
{
    REAL least = 0;
    for (size_t j = 0; j < length; j++)
        least = x[j] > t && x[j] < least ? x[j] : least;
    return least;
}

/* The least score that leaves something of 1 to its own weight; from t on, up and by halves. */
static REAL least_raised(REAL t, REAL power, size_t length, const REAL *x)
{
    REAL low = t > -1 ? t : -1, high = 0;
    for (;;) {
        REAL least = least_above(length, x, low);
        if (sum_raised(length, x, least, 0, power) < 1)
            return least;
        REAL middle = least + (high - least) / 2, other = least_above(length, x, middle);
        bool enough = sum_raised(length, x, other, 0, power) < 1;
        low = enough ? least : other;
        high = enough ? middle : high;
    }
}

/* The scores to such weights, t but for its rounding known; w is found by bisection. */
static void raise_least(REAL t, REAL power, size_t length, REAL *x)
{
    REAL roundoff = sizeof(REAL) == sizeof(double) ? (REAL)DBL_EPSILON : (REAL)FLT_EPSILON;
    REAL least = least_raised(t - 16 * roundoff / power, power, length, x);
    REAL low = 0, high = 1, w = (REAL)0.5;
    while (high - low > roundoff * low) {
        *(sum_raised(length, x, least, w, power) > 1 ? &high : &low) = w;
        w = low + (high - low) / 2;
    }
    for (size_t j = 0; j < length; j++)
        x[j] = raised_weight(x[j], least, w, power);
}

/* The scores x, the largest of them 0, to max(x - t, 0)^power with the t that makes their sum 1, by
 * which they are divided in the end. */
static void entmax_row(REAL power, size_t length, REAL *x)
{
    REAL t = entmax_threshold(power, length, x);
    double total = 0;
    if (power < 1)
        raise_least(t, power, length, x);
    for (size_t j = 0; j < length; j++) {
        if (power >= 1)
            x[j] = x[j] > t ? entmax_weight(x[j], t, power) : 0;
        total += x[j];
    }
    for (size_t j = 0; j < length; j++)
        x[j] = (REAL)(x[j] / total);
}

/* The normalizers whose weights are 0 below a threshold. */
static void threshold_row(const struct normalizer_parameters *n, enum normalizer_kind kind,
                          size_t length, REAL *s)
{
    REAL max = largest(s, length);
    if (!(max > -(REAL)INFINITY)) {
        fill_unmasked(s, length, (REAL)NAN);
        return;
    }
    REAL factor = kind == NORMALIZER_SPARSEMAX  ? 1
                  : kind == NORMALIZER_ENTMAX15 ? (REAL)0.5
                                                : (REAL)(n->alpha - 1);
    for (size_t j = 0; j < length; j++)
        s[j] = factor * (s[j] - max);
    if (kind == NORMALIZER_SPARSEMAX)
        sparsemax_row(length, s);
    else if (kind == NORMALIZER_ENTMAX15)
        entmax15_row(length, s);
    else
        entmax_row((REAL)(1 / (n->alpha - 1)), length, s);
}
