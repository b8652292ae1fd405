/* The table of normalizers; see normalizer.h. */
#include "attention/normalizer.h"

#include <math.h>
#include <string.h>

const struct normalizer normalizers[] = {
    {.name = "softmax",
     .formula = "exp(s_j) / sum_k exp(s_k)",
     .parameters = PARAMETER_SINK,
     .source = "Bridle 1990; with a sink, Miller 2023 and Xiao 2024",
     .kind = NORMALIZER_SOFTMAX},
    {.name = "sparsemax",
     .formula = "max(s_j - t, 0), t such that they sum to 1",
     .source = "Martins and Astudillo 2016",
     .kind = NORMALIZER_SPARSEMAX},
    {.name = "entmax15",
     .formula = "max(s_j / 2 - t, 0)^2, t such that they sum to 1",
     .source = "Peters, Niculae and Martins 2019",
     .kind = NORMALIZER_ENTMAX15},
    {.name = "entmax",
     .formula = "max((a - 1) s_j - t, 0)^(1 / (a - 1)), t such that they sum to 1",
     .parameters = PARAMETER_ALPHA,
     .source = "Peters, Niculae and Martins 2019",
     .kind = NORMALIZER_ENTMAX},
    {.name = "sigmoid",
     .formula = "1 / (1 + exp(-(s_j + b)))",
     .parameters = PARAMETER_SIGMOID_BIAS,
     .source = "Ramapuram 2024",
     .kind = NORMALIZER_SIGMOID},
    {.name = "relu",
     .formula = "max(s_j, 0) / m",
     .source = "Wortsman 2023",
     .kind = NORMALIZER_RELU},
    {.name = "linear",
     .formula = "f(q) . f(k_j) / sum_k f(q) . f(k_k), f(x) = elu(x) + 1; no similarity",
     .source = "Katharopoulos 2020",
     .kind = NORMALIZER_LINEAR},
    {.name = "none", .formula = "s_j", .source = "the scores as weights", .kind = NORMALIZER_NONE},
};

const size_t normalizer_count = sizeof normalizers / sizeof normalizers[0];

const struct normalizer *normalizer_find(const char *name)
{
    for (size_t i = 0; i < normalizer_count; i++)
        if (strcmp(normalizers[i].name, name) == 0)
            return &normalizers[i];
    return NULL;
}

enum normalizer_kind normalizer_kind(const struct normalizer_parameters *parameters)
{
    enum normalizer_kind kind = parameters->function->kind;
    if (kind != NORMALIZER_ENTMAX)
        return kind;
    return parameters->alpha == 1     ? NORMALIZER_SOFTMAX
           : parameters->alpha == 1.5 ? NORMALIZER_ENTMAX15
           : parameters->alpha == 2   ? NORMALIZER_SPARSEMAX
                                      : NORMALIZER_ENTMAX;
}

bool normalizer_divides(const struct normalizer_parameters *parameters)
{
    enum normalizer_kind kind = normalizer_kind(parameters);
    return kind == NORMALIZER_SOFTMAX || kind == NORMALIZER_SPARSEMAX ||
           kind == NORMALIZER_ENTMAX15 || kind == NORMALIZER_ENTMAX;
}

double normalizer_sigmoid_bias(size_t key_count)
{
    return key_count ? -log((double)key_count) : 0;
}
