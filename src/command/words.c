/* The words of other systems; see words.h. */
#include "command/words.h"

#include <ctype.h>
#include <string.h>

/* clang-format off: a table is read across. */
const struct word other_words[] = {
    {"scaled_dot_product_attention", "PyTorch", "context -f scaled-dot"},
    {"sdpa", "PyTorch", "context -f scaled-dot"},
    {"attention", "ONNX, Keras", "context -f scaled-dot"},
    {"dot_product_attention", "JAX", "context -f scaled-dot"},
    {"MultiheadAttention", "PyTorch",
     "context -f scaled-dot --heads=H, with --project-queries, --project-keys, --project-values "
     "and --project-output"},
    {"is_causal", "PyTorch, ONNX", "--causal"},
    {"use_causal_mask", "Keras", "--causal"},
    {"attn_mask_type", "Transformer Engine", "--causal, --window, --mask"},
    {"causal_upper_left", "PyTorch", "--causal"},
    {"causal_lower_right", "PyTorch",
     "--causal --offset=end, which is FlashAttention's causal, too"},
    {"attn_mask", "PyTorch, ONNX",
     "--mask where it holds truth values, --bias where it holds numbers"},
    {"attention_mask", "Hugging Face, Keras",
     "--mask where it holds truth values, --bias where it holds numbers"},
    {"key_padding_mask", "PyTorch",
     "--valid-keys where the padding comes last, else --mask with one row; 1 means seen here, and "
     "hidden there"},
    {"padding_mask", "Keras",
     "--valid-keys where the padding comes last, else --mask with one row"},
    {"score_mod", "FlexAttention", "--bias, or an option that does it: --softcap, --alibi"},
    {"mask_mod", "FlexAttention",
     "--mask, or an option that does it: --causal, --window, --prefix, --group"},
    {"block_mask", "FlexAttention",
     "--mask, or an option that does it: --causal, --window, --prefix, --group"},
    {"create_block_mask", "FlexAttention",
     "--mask, or an option that does it: --causal, --window, --prefix, --group"},
    {"prob_mod", "ONNX", "softmax -q, then the change, then context of the result"},
    {"attn_bias", "xFormers", "--bias"},
    {"attention_bias", "cuDNN", "--bias"},
    {"relative_position_bias", "T5", "--bias: one column per key"},
    {"position_bias", "T5", "--bias: one column per key"},
    {"alibi_slopes", "FlashAttention",
     "--alibi: --alibi=S for one slope, S,S,... for one per head"},
    {"enable_gqa", "PyTorch", "--kv-heads=G: always on where G is not H"},
    {"gqa", "Ainslie 2023", "--kv-heads=G"},
    {"grouped_query", "Ainslie 2023", "--kv-heads=G"},
    {"mqa", "Shazeer 2019", "--kv-heads=1"},
    {"multi_query", "Shazeer 2019", "--kv-heads=1"},
    {"mha", "Vaswani 2017", "--heads=H"},
    {"multi_head", "Vaswani 2017", "--heads=H"},
    {"num_heads", "PyTorch", "--heads"},
    {"nhead", "PyTorch", "--heads"},
    {"num_q_heads", "vLLM", "--heads"},
    {"n_heads", "Llama", "--heads"},
    {"num_attention_heads", "Hugging Face", "--heads"},
    {"head_dim", "Hugging Face", "--heads: a head has as many features as the columns over H"},
    {"embed_dim", "PyTorch", "nothing: the columns of the file, or those of --project-queries"},
    {"kdim", "PyTorch", "nothing: the columns of the keys"},
    {"vdim", "PyTorch", "nothing: the columns of the values"},
    {"q_num_heads", "ONNX", "--heads"},
    {"num_key_value_heads", "Hugging Face", "--kv-heads"},
    {"n_kv_heads", "Llama", "--kv-heads"},
    {"num_kv_heads", "vLLM", "--kv-heads"},
    {"kv_num_heads", "ONNX", "--kv-heads"},
    {"nonpad_kv_seqlen", "ONNX", "--valid-keys"},
    {"seqused_k", "FlashAttention", "--valid-keys"},
    {"kv_len", "FlashInfer", "--valid-keys"},
    {"valid_length", "MXNet", "--valid-keys"},
    {"leftpad_k", "FlashAttention", "--mask with one row: 0 for the padding"},
    {"cache_seqlens", "FlashAttention", "--valid-keys, with --offset=end"},
    {"key_value_seq_lengths", "JAX", "--valid-keys"},
    {"past_key_value", "ONNX, Hugging Face", "--offset=end: the new queries are the last keys"},
    {"kv_cache", "Hugging Face", "--offset=end: the new queries are the last keys"},
    {"window_size", "FlashAttention", "--window=LEFT,RIGHT"},
    {"sliding_window", "Hugging Face",
     "--window=LEFT,0, LEFT one less than the size, which counts the query's own key"},
    {"local_window_size", "JAX", "--window=LEFT,RIGHT"},
    {"local_window", "xFormers", "--window=LEFT,RIGHT"},
    {"local_attention", "Luong 2015",
     "--local-m=D round the query's position, --local-p=D round a predicted one"},
    {"prefix_lm", "FlexAttention", "--prefix=N with --causal"},
    {"varlen", "FlashAttention", "--group=COLUMN: one value for each sequence"},
    {"cu_seqlens", "FlashAttention", "--group=COLUMN: one value for each sequence"},
    {"cu_seqlens_q", "FlashAttention",
     "--group=COLUMN of the queries: one value for each sequence"},
    {"cu_seqlens_k", "FlashAttention", "--group=COLUMN of the keys: one value for each sequence"},
    {"max_seqlen_q", "FlashAttention", "nothing: --group counts"},
    {"document_mask", "FlexAttention", "--group=COLUMN: one value for each document"},
    {"segment_ids", "JAX, Pallas", "--group=COLUMN"},
    {"BlockDiagonalMask", "xFormers", "--group=COLUMN"},
    {"batch", "PyTorch", "--group=COLUMN: one value for each element of the batch"},
    {"paged", "vLLM, FlashAttention",
     "-k and -v: there are no pages, so the keys are given as one file"},
    {"block_table", "vLLM, FlashAttention",
     "-k and -v: there are no pages, so the keys are given as one file"},
    {"page_table", "FlashAttention",
     "-k and -v: there are no pages, so the keys are given as one file"},
    {"block_size", "vLLM", "-k and -v: there are no pages, so the keys are given as one file"},
    {"logits_soft_cap", "FlashInfer", "--softcap"},
    {"attn_logit_softcapping", "Gemma 2", "--softcap"},
    {"logit_cap", "SGLang", "--softcap"},
    {"softmax_scale", "FlashAttention", "--scale"},
    {"sm_scale", "FlashInfer", "--scale"},
    {"scale_factor", "cuDNN", "--scale"},
    {"query_pre_attn_scalar", "Gemma 2", "--scale=NUMBER: 1 / sqrt of it"},
    {"logit_scale", "CLIP", "--scale=NUMBER: exp of it"},
    {"tau", "Hinton 2015", "--temperature"},
    {"inverse_temperature", "physics", "--scale, or --temperature=T: 1 / beta"},
    {"attention_sink", "Xiao 2024", "--sink"},
    {"s_aux", "gpt-oss", "--sink=X,X,...: one per head"},
    {"learnable_sink", "FlashAttention", "--sink=X,X,...: one per head"},
    {"sinks", "gpt-oss", "--sink=X,X,...: one per head"},
    {"add_zero_attn", "PyTorch", "--sink=0"},
    {"bias_k", "PyTorch", "a row more of the projected keys, and bias_v of the values"},
    {"add_bias_kv", "PyTorch", "a row more of the projected keys, and bias_v of the values"},
    {"softmax1", "Miller 2023", "--sink=0"},
    {"softmax_one", "Miller 2023", "--sink=0"},
    {"dim", "PyTorch, scipy", "--axis=row for the last one, column for the first, all for none"},
    {"return_lse", "FlexAttention, SGLang", "--lse"},
    {"softmax_lse", "FlashAttention", "--lse"},
    {"return_softmax_lse", "FlashAttention", "--lse"},
    {"logsumexp", "scipy, FlexAttention", "--lse"},
    {"log_softmax", "PyTorch", "softmax --log"},
    {"return_attn_probs", "FlashAttention", "softmax -q"},
    {"need_weights", "PyTorch", "softmax -q"},
    {"attn_weights", "PyTorch", "softmax -q"},
    {"average_attn_weights", "PyTorch", "softmax -q: the mean over the heads is not taken"},
    {"qk_matmul_output", "ONNX", "similarity, with the options up to that point"},
    {"dropout_p", "PyTorch", "nothing: attn computes what dropout 0 gives"},
    {"topk", "PyTorch", "top --count, or --top=K before the weights"},
    {"argmax", "numpy", "top --count=1; --top=1 where the weights are to be 0 and 1"},
    {"hard_attention", "Xu 2015", "--top=1"},
    {"knn", "scikit-learn", "top --count=K; --top=K with context for the mean of values"},
    {"nearest_neighbours", "scikit-learn",
     "top --count=K; --top=K with context for the mean of values"},
    {"nadaraya_watson", "statistics", "context -f gaussian --bandwidth=auto"},
    {"kernel_regression", "statsmodels", "context -f gaussian --bandwidth=auto"},
    {"regression", "statistics", "context -f gaussian --bandwidth=auto with --value-columns"},
    {"predict", "scikit-learn", "context with --classes and --predict, or with --value-columns"},
    {"classify", "statistics", "context with --classes and --predict"},
    {"classification", "scikit-learn", "context with --classes and --predict"},
    {"accuracy_score", "scikit-learn", "compare, of columns of text"},
    {"accuracy", "statistics", "compare, of columns of text"},
    {"root_mean_squared_error", "scikit-learn", "the line rms of compare"},
    {"rmse", "statistics", "the line rms of compare"},
    {"r2_score", "scikit-learn", "the line r2 of compare"},
    {"cv_loo", "statsmodels", "--bandwidth=auto"},
    {"npregbw", "R", "--bandwidth=auto"},
    {"rbf_kernel", "scikit-learn", "-f rbf, which is its logarithm"},
    {"length_scale", "scikit-learn", "--bandwidth"},
    {"sigma", "statistics", "--bandwidth"},
    {"cdist", "PyTorch, scipy", "similarity -f euclidean, which is minus the distance"},
    {"pairwise_distances", "scikit-learn", "similarity -f euclidean, which is minus the distance"},
    {"inner_product", "FAISS", "-f dot"},
    {"bahdanau", "Bahdanau 2015",
     "-f additive, with --additive-query, --additive-key and --additive-vector"},
    {"luong", "Luong 2015", "-f dot, general, concat and location; --local-m and --local-p"},
    {"bilinear", "Luong 2015", "-f general"},
    {"multiplicative", "Luong 2015", "-f general"},
    {"vaswani", "Vaswani 2017", "-f scaled-dot; --heads, --causal and the projections"},
    {"tanh", "Bahdanau 2015", "-f additive"},
    {"linear_attention", "Katharopoulos 2020", "-n linear"},
    {"rotary_embedding", "ONNX, Su 2021", "--rope"},
    {"rope_theta", "Hugging Face", "--rope=BASE"},
    {"rope_scaling", "Hugging Face",
     "--rope-frequencies=FILE, an inv_freq, and --rope-magnitude=X for YaRN"},
    {"inv_freq", "Hugging Face", "--rope-frequencies=FILE"},
    {"attention_factor", "Hugging Face", "--rope-magnitude=X"},
    {"mscale", "DeepSeek", "--rope-magnitude=X"},
    {"rotary_dim", "GPT-J", "--rope-dim"},
    {"rotary_embedding_dim", "ONNX", "--rope-dim"},
    {"partial_rotary_factor", "Hugging Face", "--rope-dim=N: that share of a head's features"},
    {"position_ids", "Hugging Face, ONNX", "--positions and --key-positions"},
    {"cos_cache", "ONNX", "--rope-cos"},
    {"sin_cache", "ONNX", "--rope-sin"},
    {"interleaved", "ONNX, GPT-J", "--rope-interleaved"},
    {"q_proj", "Hugging Face", "--project-queries: the transpose of a Linear's weight"},
    {"k_proj", "Hugging Face", "--project-keys: the transpose of a Linear's weight"},
    {"v_proj", "Hugging Face", "--project-values: the transpose of a Linear's weight"},
    {"o_proj", "Hugging Face", "--project-output: the transpose of a Linear's weight"},
    {"q_norm", "Qwen3", "--norm-queries=GAIN"},
    {"k_norm", "Qwen3", "--norm-keys=GAIN"},
    {"qk_norm", "Henry 2020", "--norm-queries and --norm-keys"},
    {"rms_norm_eps", "Hugging Face", "--norm-epsilon"},
    {"out_proj", "PyTorch", "--project-output: the transpose of a Linear's weight"},
    {"in_proj_weight", "PyTorch",
     "--project-queries, --project-keys and --project-values: thirds of it, transposed"},
    {"cross_attention", "Vaswani 2017", "-q and -k: the keys are another file than the queries"},
    {"self_attention", "Vaswani 2017", "-q alone: the keys are the queries"},
    {"backward", "PyTorch", "gradient"},
    {"autograd", "PyTorch", "gradient"},
    {"vjp", "JAX", "gradient"},
    {"grad_output", "PyTorch", "gradient --upstream"},
    {"dout", "FlashAttention", "gradient --upstream"},
    {"dq", "FlashAttention", "gradient --of=queries"},
    {"dk", "FlashAttention", "gradient --of=keys"},
    {"dv", "FlashAttention", "gradient --of=values"},
    {"allclose", "numpy", "compare --atol --rtol"},
    {"assert_close", "PyTorch", "compare --ulp"},
    {"split_kv", "FlashDecoding", "merge, of parts made with --lse"},
    {"ring_attention", "Liu 2023", "merge, of parts made with --lse"},
    {"merge_state", "FlashInfer", "merge, of parts made with --lse"},
    {"dtype", "numpy, PyTorch", "--precision"},
    {"num_threads", "OpenMP", "--threads"},
    {"sep", "pandas, R", "--delimiter"},
    {"separator", "polars, Miller", "--delimiter"},
    {"field_separator", "sort, datamash", "--delimiter"},
    {"fs", "Miller, awk", "--delimiter"},
    {"ifs", "Miller", "--delimiter"},
    {"delim_whitespace", "pandas", "--delimiter=space"},
    {"delim", "DuckDB, readr", "--delimiter"},
    {"dec", "R", "--decimal=,"},
    {"decimal_separator", "DuckDB", "--decimal=,"},
    {"header_in", "datamash", "--header=yes"},
    {"no_header", "xsv", "--header=no"},
    {"has_header", "polars", "--header"},
    {"col_names", "readr", "--header"},
    {"index_col", "pandas", "--labels=COLUMN; --labels=yes for the first"},
    {"row_names", "R", "--labels=COLUMN; --labels=yes for the first"},
    {"skiprows", "pandas, numpy", "--skip"},
    {"skip_header", "numpy", "--skip"},
    {"skip_rows", "polars", "--skip"},
    {"usecols", "pandas, numpy", "--columns"},
    {"select", "xsv", "--columns"},
    {"fields", "cut", "--columns"},
    {"na_values", "pandas", "--na"},
    {"na_strings", "R", "--na"},
    {"null_values", "polars", "--na"},
    {"nullstr", "DuckDB", "--na"},
    {"missing_values", "numpy", "--na"},
    {"dropna", "pandas", "--missing=drop"},
    {"fillna", "pandas", "--missing=zero"},
    {"narm", "datamash", "--missing=drop"},
    {"filler", "datamash", "--missing=zero"},
    {"quotechar", "pandas", "--quote=none where there are no quotes"},
    {"quoting", "pandas", "--quote=none where there are no quotes"},
    {"comment_char", "readr, R", "--comment"},
    {"thousands", "pandas", "tr or sed: attn reads plain numbers"},
};
/* clang-format on */

const size_t other_word_count = sizeof other_words / sizeof other_words[0];

static char folded(char letter)
{
    return letter == '_' || letter == ' ' ? '-' : (char)tolower((unsigned char)letter);
}

bool word_same(const char *a, const char *b)
{
    a += strspn(a, "-");
    b += strspn(b, "-");
    while (*a && folded(*a) == folded(*b))
        a++, b++;
    return *a == *b;
}

const struct word *word_find(const char *text)
{
    for (size_t i = 0; i < other_word_count; i++)
        if (word_same(text, other_words[i].word))
            return &other_words[i];
    return NULL;
}

/* Whether the text begins with this name, and not with a longer one. */
static bool begins(const char *text, const char *name)
{
    size_t length = strlen(name);
    return strncmp(text, name, length) == 0 && !isalnum((unsigned char)text[length]) &&
           text[length] != '-';
}

bool word_means(const struct word *word, const char *before, const char *name)
{
    const char *at = word ? strstr(word->here, before) : NULL;
    return at && begins(at + strlen(before), name);
}

bool word_names(const struct word *word, const char *option)
{
    for (const char *at = word->here; (at = strstr(at, "--")) != NULL;)
        if (begins(at += 2, option))
            return true;
    return false;
}
