/* The table of normalizers: a row of scores to a row of weights. */
#ifndef ATTN_ATTENTION_NORMALIZER_H
#define ATTN_ATTENTION_NORMALIZER_H

#include <stdbool.h>
#include <stddef.h>

/* The function that a row of the table stands for. */
enum normalizer_kind {
    NORMALIZER_SOFTMAX,
    NORMALIZER_SPARSEMAX,
    NORMALIZER_ENTMAX15,
    NORMALIZER_ENTMAX,
    NORMALIZER_SIGMOID,
    NORMALIZER_RELU,
    NORMALIZER_LINEAR, /* s_j / sum_k s_k of scores that the feature maps made */
    NORMALIZER_NONE
};

/* The parameters that a function may have, bits apart from those of similarity.h. */
enum normalizer_parameter {
    PARAMETER_ALPHA = 1 << 16,
    PARAMETER_SIGMOID_BIAS = 1 << 17,
    PARAMETER_SINK = 1 << 18
};

/* A row of the table. */
struct normalizer {
    const char *name;
    const char *formula; /* for help, plain text */
    const char *source;  /* the paper it follows */
    unsigned parameters; /* enum normalizer_parameter */
    enum normalizer_kind kind;
};

extern const struct normalizer normalizers[];
extern const size_t normalizer_count;

/* The row of that name, or NULL. */
const struct normalizer *normalizer_find(const char *name);

/* A function and its parameters. All but the first three may be zero where their function or
 * option is not in use. */
struct normalizer_parameters {
    const struct normalizer *function;
    double temperature;  /* scores, or their differences, are divided by it; > 0 */
    bool log;            /* the natural logarithm of the weights instead */
    double alpha;        /* of entmax, >= 1 */
    double sigmoid_bias; /* added to each score */
    size_t relu_divisor; /* what relu divides by: the number of keys */
    bool sink;           /* exp(sink_score) is added to softmax's denominator */
    double sink_score;
    size_t top;       /* only each row's best scores are normalised, at most so many; 0: all */
    bool renormalize; /* local attention's weights are made to sum to 1 again */
};

/* The function that the parameters amount to: entmax with alpha 1, 1.5 or 2 is another of them. */
enum normalizer_kind normalizer_kind(const struct normalizer_parameters *parameters);

/* Whether only the differences of scores count. Such a normalizer divides these by the temperature
 * itself; for all others the scores are divided before. */
bool normalizer_divides(const struct normalizer_parameters *parameters);

/* The bias that a sigmoid over `key_count` keys has unless told otherwise: -log(m) (Ramapuram
 * 2024). */
double normalizer_sigmoid_bias(size_t key_count);

#endif
