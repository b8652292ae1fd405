/* The table of similarity functions; see similarity.h. */
#include "attention/similarity.h"

#include <math.h>
#include <string.h>

const struct similarity similarities[] = {
    {.name = "dot",
     .formula = "q . k",
     .source = "Luong 2015",
     .pairing = PAIRING_DOT,
     .finish = FINISH_NOTHING},
    {.name = "scaled-dot",
     .formula = "q . k / sqrt(d)",
     .source = "Vaswani 2017",
     .pairing = PAIRING_DOT,
     .finish = FINISH_NOTHING,
     .scaled = true},
    {.name = "general",
     .formula = "q W k^T, W d_q x d_k",
     .parameters = PARAMETER_WEIGHT,
     .needed = PARAMETER_WEIGHT,
     .source = "Luong 2015",
     .preparation = PREPARE_GENERAL,
     .pairing = PAIRING_DOT,
     .finish = FINISH_NOTHING},
    {.name = "additive",
     .formula = "v . tanh(W q + U k + b), W a x d_q, U a x d_k",
     .parameters =
         PARAMETER_QUERY_WEIGHT | PARAMETER_KEY_WEIGHT | PARAMETER_VECTOR | PARAMETER_BIAS,
     .needed = PARAMETER_QUERY_WEIGHT | PARAMETER_KEY_WEIGHT | PARAMETER_VECTOR,
     .source = "Bahdanau 2015",
     .preparation = PREPARE_ADDITIVE,
     .pairing = PAIRING_ADDITIVE,
     .finish = FINISH_NOTHING},
    {.name = "concat",
     .formula = "v . tanh(W [q; k]), W a x (d_q + d_k)",
     .parameters = PARAMETER_WEIGHT | PARAMETER_VECTOR,
     .needed = PARAMETER_WEIGHT | PARAMETER_VECTOR,
     .source = "Luong 2015",
     .preparation = PREPARE_CONCAT,
     .pairing = PAIRING_ADDITIVE,
     .finish = FINISH_NOTHING},
    {.name = "location",
     .formula = "row j of W, times q; no such row: masked",
     .parameters = PARAMETER_WEIGHT,
     .needed = PARAMETER_WEIGHT,
     .source = "Luong 2015",
     .preparation = PREPARE_LOCATION,
     .pairing = PAIRING_DOT,
     .finish = FINISH_NOTHING},
    {.name = "cosine",
     .formula = "q . k / (|q| |k|), 0 where either is 0",
     .source = "Graves 2014; scikit-learn cosine_similarity",
     .pairing = PAIRING_DOT,
     .finish = FINISH_COSINE},
    {.name = "correlation",
     .formula = "the cosine of q - mean(q) and k - mean(k)",
     .source = "Pearson 1895; 1 - scipy's correlation distance",
     .preparation = PREPARE_CENTERED,
     .pairing = PAIRING_DOT,
     .finish = FINISH_COSINE},
    {.name = "euclidean",
     .formula = "-|q - k|",
     .source = "scipy cdist, negated",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .distance = true,
     .finish = FINISH_NEGATED_ROOT},
    {.name = "sqeuclidean",
     .formula = "-|q - k|^2",
     .source = "scipy cdist, negated",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .distance = true,
     .finish = FINISH_FACTOR,
     .factor = -1},
    {.name = "manhattan",
     .formula = "-|q - k|_1",
     .source = "scikit-learn manhattan_distances, negated",
     .pairing = PAIRING_ABSOLUTE_DIFFERENCE,
     .distance = true,
     .finish = FINISH_FACTOR,
     .factor = -1},
    {.name = "mahalanobis",
     .formula = "-sqrt((q - k) C^-1 (q - k)^T), C the keys' covariance",
     .source = "Mahalanobis 1936; scipy cdist, negated, with numpy.cov",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .distance = true,
     .finish = FINISH_NEGATED_ROOT,
     .whitened = true,
     .no_gradient = "whose covariance is of the keys themselves"},
    {.name = "gaussian",
     .formula = "-|q - k|^2 / (2 h^2)",
     .parameters = PARAMETER_BANDWIDTH,
     .source = "Nadaraya 1964, Watson 1964",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_FACTOR,
     .factor = -0.5,
     .bandwidth_power = 2},
    {.name = "laplacian",
     .formula = "-|q - k|_1 / h",
     .parameters = PARAMETER_BANDWIDTH,
     .source = "scikit-learn laplacian_kernel, its logarithm",
     .pairing = PAIRING_ABSOLUTE_DIFFERENCE,
     .finish = FINISH_FACTOR,
     .factor = -1,
     .bandwidth_power = 1},
    {.name = "rbf",
     .formula = "-gamma |q - k|^2",
     .parameters = PARAMETER_GAMMA,
     .source = "scikit-learn rbf_kernel, its logarithm",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_FACTOR,
     .factor = -1},
    {.name = "polynomial",
     .formula = "(gamma q . k + coef0)^degree",
     .parameters = PARAMETER_GAMMA | PARAMETER_COEF0 | PARAMETER_DEGREE,
     .source = "scikit-learn polynomial_kernel",
     .pairing = PAIRING_DOT,
     .finish = FINISH_POLYNOMIAL},
    {.name = "epanechnikov",
     .formula = "log(1 - u^2), u = |q - k| / h; u >= 1: masked",
     .parameters = PARAMETER_BANDWIDTH,
     .source = "Epanechnikov 1969, its logarithm",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_EPANECHNIKOV,
     .factor = 1,
     .bandwidth_power = 2},
    {.name = "tricube",
     .formula = "3 log(1 - u^3), u = |q - k| / h; u >= 1: masked",
     .parameters = PARAMETER_BANDWIDTH,
     .source = "Cleveland 1979, its logarithm",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_TRICUBE,
     .factor = 1,
     .bandwidth_power = 2},
    {.name = "uniform",
     .formula = "0, u = |q - k| / h; u >= 1: masked",
     .parameters = PARAMETER_BANDWIDTH,
     .source = "Rosenblatt 1956, its logarithm",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_UNIFORM,
     .factor = 1,
     .bandwidth_power = 2},
    {.name = "chi2",
     .formula = "-gamma sum_c (q_c - k_c)^2 / (q_c + k_c), 0 / 0 = 0",
     .parameters = PARAMETER_GAMMA,
     .source = "scikit-learn chi2_kernel, its logarithm",
     .pairing = PAIRING_CHI2,
     .finish = FINISH_FACTOR,
     .factor = -1,
     .gamma = 1},
    {.name = "haversine",
     .formula = "-R times the angle between q and k, (latitude, longitude)",
     .parameters = PARAMETER_RADIANS | PARAMETER_RADIUS,
     .source = "scikit-learn haversine_distances, negated",
     .preparation = PREPARE_SPHERE,
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .distance = true,
     .finish = FINISH_HAVERSINE},
};

const struct similarity similarity_of_features = {
    .name = "features",
    .formula = "f(q) . f(k), f(x) = elu(x) + 1",
    .source = "Katharopoulos 2020",
    .preparation = PREPARE_FEATURES,
    .pairing = PAIRING_DOT,
    .finish = FINISH_NOTHING,
};

const size_t similarity_count = sizeof similarities / sizeof similarities[0];

const struct alias similarity_aliases[] = {
    {"pearson", "correlation"}, {"l2", "euclidean"},   {"l1", "manhattan"},
    {"cityblock", "manhattan"}, {"tophat", "uniform"},
};

const size_t similarity_alias_count = sizeof similarity_aliases / sizeof similarity_aliases[0];

const struct similarity *similarity_find(const char *name)
{
    for (size_t i = 0; i < similarity_alias_count; i++)
        if (strcmp(similarity_aliases[i].alias, name) == 0)
            name = similarity_aliases[i].name;
    for (size_t i = 0; i < similarity_count; i++)
        if (strcmp(similarities[i].name, name) == 0)
            return &similarities[i];
    return NULL;
}

bool similarity_has_reach(const struct similarity *function)
{
    return function->finish == FINISH_EPANECHNIKOV || function->finish == FINISH_TRICUBE ||
           function->finish == FINISH_UNIFORM;
}

double similarity_auto_scale(size_t d)
{
    return 1 / sqrt((double)d);
}

double similarity_default_scale(const struct similarity *function, size_t d)
{
    return function->scaled ? similarity_auto_scale(d) : 1;
}

double similarity_gamma(const struct similarity_parameters *f, size_t d)
{
    if (f->gamma > 0)
        return f->gamma;
    return f->function->gamma > 0 ? f->function->gamma : 1 / (double)d;
}

double similarity_factor(const struct similarity_parameters *f, size_t d)
{
    const struct similarity *function = f->function;
    double factor = function->factor;
    if (function->parameters & PARAMETER_GAMMA)
        factor *= similarity_gamma(f, d);
    /* With a list of bandwidths each difference has been divided already. */
    for (int power = 0; !f->bandwidths && power < function->bandwidth_power; power++)
        factor /= f->bandwidth;
    return factor;
}
