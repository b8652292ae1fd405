/* What names stand for; see formulas.h. */
#include "command/formulas.h"

#include <string.h>

#include "command/words.h"

/* In the order in which they change a score. */
static const struct formula masks[] = {
    {.name = "scale",
     .formula = "s_ij times NUMBER; auto: 1 / sqrt(d), d features of a head",
     .source = "Vaswani 2017"},
    {.name = "softcap", .formula = "C tanh(s_ij / C)", .source = "Gemma 2 (2024), ONNX Attention"},
    {.name = "bias",
     .formula = "s_ij + B_ij; -inf masks; B is n x m or 1 x m, or for H heads H n x m",
     .source = "PyTorch's and ONNX's attn_mask of numbers"},
    {.name = "alibi",
     .formula = "s_ij - SLOPE |p - j|; without SLOPE head h of H has 2^(-8 (h + 1) / P) if h < P, "
                "otherwise 2^(-4 (2 (h - P) + 1) / P), P the largest power of two up to H",
     .options = "offset",
     .source = "Press 2022"},
    {.name = "causal",
     .formula = "sees j <= p",
     .options = "offset prefix",
     .source = "Vaswani 2017"},
    {.name = "window",
     .formula = "sees p - LEFT <= j <= p + RIGHT; -1: no bound",
     .options = "offset prefix",
     .source = "Beltagy 2020; FlashAttention's window_size"},
    {.name = "prefix",
     .formula = "sees j < N despite causal and window",
     .source = "Raffel 2020, the prefix LM"},
    {.name = "exclude-self",
     .formula = "does not see j = p; with =label, no key of the query's label",
     .options = "offset",
     .source = "Kitaev 2020"},
    {.name = "valid-keys",
     .formula = "sees j < N: the other keys do not exist",
     .source = "ONNX Attention's nonpad_kv_seqlen"},
    {.name = "mask",
     .formula =
         "sees j where M_ij is 1, not where it is 0; M is n x m or 1 x m, or for H heads H n x m",
     .source = "PyTorch's and ONNX's attn_mask of truth values"},
    {.name = "group",
     .formula =
         "sees j where key and query have the same text in COLUMN; positions count within it",
     .source = "Krell 2021; the packed sequences of FlashAttention's varlen"},
    {.name = "local-m",
     .formula = "sees |j - p| <= D",
     .options = "offset",
     .source = "Luong 2015"},
    {.name = "local-p",
     .formula = "sees |j - c| <= D, c = m / (1 + exp(-v . tanh(W q))); its weights are "
                "multiplied by exp(-(j - c)^2 / (2 (D/2)^2))",
     .options = "local-weight local-vector renormalize",
     .source = "Luong 2015"},
    {.name = "temperature", .formula = "s_ij / T", .source = "Hinton 2015"},
    {.name = "top",
     .formula = "keeps the K largest s_ij of row i (of equals, the first) and masks the others",
     .source = "Gupta 2021"},
};

static const struct formula layers[] = {
    {.name = "standardize",
     .formula = "(x_c - m_c) / sd_c in place of each feature of queries and keys, the keys' mean "
                "and deviation (divisor n); minmax: (x_c - least_c) / (greatest_c - least_c)",
     .source = "scikit-learn's StandardScaler, MinMaxScaler"},
    {.name = "heads",
     .formula = "head h of H: slice h of the columns of Q, K and V, in H equal slices",
     .source = "Vaswani 2017"},
    {.name = "kv-heads",
     .formula = "K and V have G slices; head h uses slice floor(h / (H / G))",
     .source = "Shazeer 2019, Ainslie 2023"},
    {.name = "head",
     .formula = "only head I, counted from 0",
     .source = "as ONNX and PyTorch count them"},
    {.name = "project-queries",
     .formula = "Q W_Q + b_Q in place of Q, before heads are cut",
     .options = "project-queries-bias",
     .source = "Vaswani 2017"},
    {.name = "project-keys",
     .formula = "K W_K + b_K in place of K",
     .options = "project-keys-bias",
     .source = "Vaswani 2017"},
    {.name = "project-values",
     .formula = "V W_V + b_V in place of V",
     .options = "project-values-bias",
     .source = "Vaswani 2017"},
    {.name = "project-output",
     .formula = "[C_0 ... C_H-1] W_O + b_O, of the heads' contexts side by side",
     .options = "project-output-bias",
     .source = "Vaswani 2017"},
    {.name = "norm-queries",
     .formula = "x_c g_c / sqrt(mean x^2 + E) in place of each projected query x, the mean over a "
                "head's features, or all heads' where GAIN has so many; without GAIN g is 1",
     .options = "norm-epsilon",
     .source = "Zhang 2019; Qwen3 and Gemma 3, OLMo 2"},
    {.name = "norm-keys",
     .formula = "as --norm-queries, for each projected key",
     .options = "norm-epsilon",
     .source = "Henry 2020"},
    {.name = "rope",
     .formula = "at position p the pair (x, y) = features i and i + N/2 of the first N of a head "
                "becomes (x cos t - y sin t, y cos t + x sin t), t = p BASE^(-2i/N)",
     .options = "rope-dim rope-interleaved positions key-positions offset",
     .source = "Su 2021; the halves as in GPT-NeoX and Llama"},
    {.name = "rope-frequencies",
     .formula = "t = p f_i: number i of FILE (inv_freq) in place of BASE^(-2i/N)",
     .options = "rope-magnitude rope-dim rope-interleaved positions key-positions offset",
     .source = "the scaled frequencies of Llama 3, NTK and YaRN"},
    {.name = "rope-magnitude",
     .formula = "X cos t and X sin t",
     .source = "Peng 2023, YaRN's attention factor"},
    {.name = "rope-interleaved",
     .formula = "the pair is features 2i and 2i + 1",
     .source = "Su 2021, GPT-J"},
    {.name = "rope-cos",
     .formula = "cos t and sin t of pair i at position p: row p, column i of two tables",
     .options = "rope-sin rope-dim rope-interleaved positions key-positions offset",
     .source = "ONNX RotaryEmbedding's cos_cache and sin_cache"},
};

static const struct formula outputs[] = {
    {.name = "lse",
     .formula =
         "log sum_j exp(s_ij) as softmax's or context's last column, there one column per head; "
         "--lse-base=2: log2; a sink's term is "
         "in the sum; without one, -inf where every key is masked",
     .source = "FlashAttention's and FlexAttention's logsumexp"},
    {.name = "log",
     .formula = "log a_ij; for softmax and sigmoid, without the rounding of a_ij; masked: -inf",
     .source = "ONNX LogSoftmax"},
    {.name = "count",
     .formula =
         "attn top: for each query the N keys with the largest s_ij (of equals, the first), as "
         "rows query,key,score,weight",
     .source = "PyTorch's topk"},
    {.name = "classes",
     .formula =
         "v_jc is 1 where key j's text in COLUMN is c, and 0 elsewhere: c_ic is the share of "
         "the weights of query i that keys of the text c get",
     .source = "Goldberger 2004, neighbourhood components"},
    {.name = "predict",
     .formula = "the text c of the largest c_ic, the first of equal ones; none where all are 0",
     .source = "scikit-learn's predict"},
    {.name = "axis",
     .formula = "normalised together: the s_ij of one i, of one j, or of all cells",
     .source = "scipy.special.softmax"},
};

static struct formula similarity_row(size_t i)
{
    const struct similarity *row = &similarities[i];
    return (struct formula){.name = row->name,
                            .formula = row->formula,
                            .source = row->source,
                            .parameters = row->parameters,
                            .aliases = similarity_aliases,
                            .alias_count = similarity_alias_count};
}

static struct formula normalizer_row(size_t i)
{
    const struct normalizer *row = &normalizers[i];
    return (struct formula){.name = row->name,
                            .formula = row->formula,
                            .source = row->source,
                            .parameters = row->parameters};
}

static struct formula mask_row(size_t i)
{
    return masks[i];
}

static struct formula layer_row(size_t i)
{
    return layers[i];
}

static struct formula output_row(size_t i)
{
    return outputs[i];
}

static struct formula word_row(size_t i)
{
    return (struct formula){other_words[i].word, other_words[i].here, other_words[i].system, 0,
                            NULL};
}

static const size_t mask_count = sizeof masks / sizeof masks[0];
static const size_t layer_count = sizeof layers / sizeof layers[0];
static const size_t output_count = sizeof outputs / sizeof outputs[0];

const struct formula_list formula_lists[] = {
    {.name = "similarities",
     .topic = "similarity",
     .title = "Similarities (q: a query, k: a key, d: their features)",
     .count = &similarity_count,
     .row = similarity_row},
    {.name = "normalizers",
     .topic = "normalize",
     .title = "Normalizers (s: a row of scores, m: the keys)",
     .count = &normalizer_count,
     .row = normalizer_row},
    {.name = "masks",
     .topic = "mask",
     .title = "A score s_ij becomes, in this order, query i standing at p = i + offset",
     .of_options = true,
     .count = &mask_count,
     .row = mask_row},
    {.name = "layers",
     .topic = "heads",
     .title = "Heads, projections and rotary positions of queries Q, keys K, values V",
     .of_options = true,
     .count = &layer_count,
     .row = layer_row},
    {.name = "outputs",
     .topic = "output",
     .title = "What else is printed",
     .of_options = true,
     .count = &output_count,
     .row = output_row},
    {.name = "words",
     .topic = "words",
     .title = "Words of other systems, and what they are here",
     .of_words = true,
     .count = &other_word_count,
     .row = word_row},
};

const size_t formula_list_count = sizeof formula_lists / sizeof formula_lists[0];

const struct formula_list *formula_list_find(const char *name)
{
    for (size_t i = 0; i < formula_list_count; i++)
        if (strcmp(formula_lists[i].name, name) == 0)
            return &formula_lists[i];
    return NULL;
}

const char *formula_alias(const struct formula *formula, size_t *next)
{
    while (*next < formula->alias_count) {
        const struct alias *row = &formula->aliases[(*next)++];
        if (strcmp(row->name, formula->name) == 0)
            return row->alias;
    }
    return NULL;
}

const struct option_row *formula_parameter(const struct formula *formula, size_t *next)
{
    while (formula->parameters && *next < option_row_count) {
        const struct option_row *row = &option_rows[(*next)++];
        if (row->parameter & formula->parameters)
            return row;
    }
    if (formula->parameters)
        return NULL;
    const char *name = formula->options ? formula->options + *next : "";
    size_t length = strcspn(name, " ");
    *next += length + (name[length] == ' ');
    return length ? option_find(name, length) : NULL;
}
