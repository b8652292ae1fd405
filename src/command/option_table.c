/* The table of options, in the order of help: to add one, add its row here and its field to struct
 * options; see option_table.h. */
#include "command/option_table.h"

#include <string.h>

#include "command/option_values.h"

static const char *const setting_names[] = {"auto", "yes", "no", NULL};
static const char *const missing_names[] = {"error", "drop", "zero", "keep", NULL};
static const char *const quote_names[] = {"auto", "double", "none", NULL};
static const char *const axis_names[] = {"row", "column", "all", NULL};
static const char *const color_names[] = {"auto", "always", "never", "256", "truecolor", NULL};
static const char *const progress_names[] = {"auto", "always", "never", NULL};
static const char *const pool_names[] = {"mean", "max", NULL};
static const char *const precision_names[] = {"double", "single", NULL};

/* Where a value lives, and how its argument is read. */
#define AT(field) .offset = offsetof(struct options, field)
#define FLAG(field) .kind = OPTION_FLAG, AT(field)
#define TEXT(field) .kind = OPTION_TEXT, AT(field)
#define FILE_NAME(field) .kind = OPTION_FILE, AT(field)
#define POSITIVE(field) .kind = OPTION_POSITIVE, AT(field)
#define NUMBER(field) .kind = OPTION_NUMBER, AT(field)
#define COUNT(field) .kind = OPTION_COUNT, AT(field)
#define WHOLE(field) .kind = OPTION_WHOLE, AT(field)
#define CHOICE(field, names) .kind = OPTION_CHOICE, AT(field), .choices = names
#define CUSTOM(setter, shower) .kind = OPTION_CUSTOM, .set = setter, .show = shower

/* clang-format off: a table is read across. */
const struct option_row option_rows[] = {
    {"queries", 'q', "FILE", STEP_OPERANDS, FILE_NAME(queries), .group = "Input",
     .help = "the queries: run every stage before this one, too ('-': standard input)"},
    {"keys", 'k', "FILE", STEP_OPERANDS, FILE_NAME(keys),
     .help = "the keys; without it the queries"},
    {"values", 'v', "FILE", STEP_VALUES, FILE_NAME(values),
     .help = "the values; without it the keys"},
    {"delimiter", 'd', "CHAR", STEP_ANY, AT(reading.delimiter),
     CUSTOM(set_delimiter, show_delimiter),
     .help = "the byte between fields; 'tab' and 'space' (runs of blanks) are names"},
    {"header", 'H', "auto|yes|no", STEP_ANY, CHOICE(reading.header, setting_names),
     .letter_means = "yes", .help = "whether the first row names the columns (-H: yes)"},
    {"labels", 'L', "auto|yes|no", STEP_ANY, CHOICE(reading.labels, setting_names),
     .letter_means = "yes", .help = "whether the first column names the rows (-L: yes)"},
    {"missing", 0, "error|drop|zero|keep", STEP_ANY, CHOICE(reading.missing, missing_names),
     .help = "at an empty, NA or NaN cell: stop, drop its row, take 0, or keep NaN"},
    {"columns", 0, "LIST", STEP_ANY, AT(columns), CUSTOM(set_columns, NULL),
     .help = "the columns that are features, by name, number from 1 or range (2-4, 3-); for the "
             "keys, too"},
    {"key-columns", 0, "LIST", STEP_SIMILARITY, AT(key_columns), CUSTOM(set_columns, NULL),
     .help = "the same for the keys (without -k: in the queries' file)"},
    {"value-columns", 0, "LIST", STEP_MIX, AT(value_columns), CUSTOM(set_columns, NULL),
     .help = "the same for the values (without -v: in the keys' file)"},
    {"comment", 0, "CHAR", STEP_ANY, CUSTOM(set_comment, NULL),
     .help = "skip lines that start with CHAR"},
    {"skip", 0, "N", STEP_ANY, WHOLE(reading.skip),
     .help = "pass over the first N lines of the sequence files"},
    {"quote", 0, "auto|double|none", STEP_ANY, CHOICE(reading.quote, quote_names),
     .help = "none: a quote is a character like any other"},

    {"similarity", 'f', "NAME", STEP_SIMILARITY, CUSTOM(set_similarity, show_similarity),
     .group = "Similarity", .help = "the score of a query and a key"},
    {"scale", 0, "NUMBER|auto", STEP_SIMILARITY, CUSTOM(set_scale, show_scale),
     .help = "multiply the score; auto: 1/sqrt(d)"},
    {"bandwidth", 0, "H[,H...]", STEP_SIMILARITY, CUSTOM(set_bandwidth, show_bandwidth),
     .parameter = true,
     .help = "the width h of a kernel function: one for all features, or one per feature"},
    {"gamma", 0, "G", STEP_SIMILARITY, POSITIVE(gamma), .parameter = true, .fallback = "1/d",
     .help = "the gamma of a kernel function"},
    {"coef0", 0, "C", STEP_SIMILARITY, NUMBER(coef0), .parameter = true,
     .help = "the constant that the polynomial adds"},
    {"degree", 0, "N", STEP_SIMILARITY, COUNT(degree), .parameter = true,
     .help = "the degree of the polynomial"},
    {"similarity-weight", 0, "FILE", STEP_SIMILARITY, FILE_NAME(weights[WEIGHT_SIMILARITY]),
     .parameter = true, .help = "W of general, concat and location"},
    {"additive-query", 0, "FILE", STEP_SIMILARITY, FILE_NAME(weights[WEIGHT_QUERY]),
     .parameter = true,
     .help = "W of additive: one row per hidden unit, one column per query feature"},
    {"additive-key", 0, "FILE", STEP_SIMILARITY, FILE_NAME(weights[WEIGHT_KEY]), .parameter = true,
     .help = "U of additive: one row per hidden unit, one column per key feature"},
    {"additive-vector", 0, "FILE", STEP_SIMILARITY, FILE_NAME(weights[WEIGHT_VECTOR]),
     .parameter = true, .help = "v of additive and concat: one number per hidden unit"},
    {"additive-bias", 0, "FILE", STEP_SIMILARITY, FILE_NAME(weights[WEIGHT_BIAS]),
     .parameter = true, .help = "b of additive; without it 0"},
    {"softcap", 0, "C", STEP_SCORE, POSITIVE(softcap),
     .help = "scores become C tanh(score / C), before bias and mask"},

    {"causal", 0, NULL, STEP_SCORE, FLAG(causal), .group = "Mask and bias",
     .help = "a query sees the keys up to its own position"},
    {"exclude-self", 0, NULL, STEP_SCORE, FLAG(exclude_self),
     .help = "a query does not see the key at its own position"},
    {"offset", 0, "N|end", STEP_SCORE, CUSTOM(set_offset, show_offset),
     .help = "query i stands at position i + N; end: the last query on the last key"},

    {"window", 0, "LEFT,RIGHT", STEP_SCORE, CUSTOM(set_window, NULL),
     .help = "a query sees LEFT keys before its position and RIGHT after it; -1: all"},
    {"prefix", 0, "N", STEP_SCORE, WHOLE(prefix),
     .help = "every query sees the first N keys, despite --causal and --window"},
    {"valid-keys", 0, "N", STEP_SCORE, CUSTOM(set_valid_keys, NULL),
     .help = "only the first N keys exist"},
    {"mask", 0, "FILE", STEP_SCORE, FILE_NAME(mask),
     .help = "1 or true where a query may see a key, 0 or false where not: one row per query, or "
             "one for all"},
    {"bias", 0, "FILE", STEP_SCORE, FILE_NAME(bias),
     .help = "add these numbers to the scores (-inf masks): one row per query, or one for all"},
    {"group", 0, "COLUMN", STEP_SIMILARITY, AT(group), CUSTOM(set_columns, NULL),
     .help = "a query sees only the keys with its own value in this column, which is no feature"},
    {"alibi", 0, "SLOPE", STEP_SCORE, CUSTOM(set_alibi, NULL), .optional = true,
     .help = "add -SLOPE |distance| to the scores; without SLOPE each head has its own"},
    {"local-m", 0, "D", STEP_SCORE, POSITIVE(local_m),
     .help = "only keys within D of the query's position"},
    {"local-p", 0, "D", STEP_PREDICT, POSITIVE(local_p),
     .help = "only keys within D of a predicted position; the farther, the less weight"},
    {"local-weight", 0, "FILE", STEP_PREDICT, FILE_NAME(weights[WEIGHT_LOCAL]),
     .help = "W of the prediction: one row per hidden unit, one column per query feature"},
    {"local-vector", 0, "FILE", STEP_PREDICT, FILE_NAME(weights[WEIGHT_LOCAL_VECTOR]),
     .help = "v of the prediction: one number per hidden unit"},
    {"renormalize", 0, NULL, STEP_AXIS, FLAG(renormalize),
     .help = "make the weights of --local-p sum to 1 again"},

    {"normalize", 'n', "NAME", STEP_NORMALIZE, CUSTOM(set_normalizer, show_normalizer),
     .group = "Normalize", .help = "how scores become weights"},
    {"axis", 0, "row|column|all", STEP_AXIS, CHOICE(axis, axis_names),
     .help = "what is normalised together"},
    {"temperature", 0, "T", STEP_SCORE, POSITIVE(temperature), .help = "divide the scores by T"},
    {"alpha", 0, "A", STEP_NORMALIZE, CUSTOM(set_alpha, show_alpha), .parameter = true,
     .help = "the alpha of entmax: 1 is softmax, 2 is sparsemax"},
    {"sigmoid-bias", 0, "B", STEP_NORMALIZE, CUSTOM(set_sigmoid_bias, NULL), .parameter = true,
     .fallback = "-log(m)", .help = "add B to the scores of sigmoid"},
    {"sink", 0, "X", STEP_NORMALIZE, CUSTOM(set_sink, NULL), .parameter = true,
     .help = "add exp(X) to softmax's denominator"},
    {"top", 0, "K", STEP_NORMALIZE, COUNT(top),
     .help = "only the K best of the scores normalised together (see --axis) get a weight"},
    {"log", 0, NULL, STEP_LOG, FLAG(log), .help = "the natural logarithm of the weights"},
    {"lse", 0, NULL, STEP_LSE, FLAG(lse),
     .help = "add the log of softmax's denominator as a last column (one per head)"},

    {"heads", 0, "H", STEP_HEADS, COUNT(heads), .group = "Heads",
     .help = "cut the columns into H heads, side by side"},
    {"kv-heads", 0, "G", STEP_SIMILARITY | STEP_MIX, COUNT(kv_heads), .fallback = "H",
     .help = "heads of keys and values; each serves H/G of the query heads"},
    {"head", 0, "I", STEP_SIMILARITY, CUSTOM(set_head, NULL),
     .help = "only head I, counted from 0; without it all heads"},
    {"project-queries", 0, "FILE", STEP_SIMILARITY, FILE_NAME(project[PROJECT_QUERIES]),
     .help = "multiply the queries by this matrix: one row per input feature"},
    {"project-keys", 0, "FILE", STEP_SIMILARITY, FILE_NAME(project[PROJECT_KEYS]),
     .help = "the same for the keys"},
    {"project-values", 0, "FILE", STEP_MIX, FILE_NAME(project[PROJECT_VALUES]),
     .help = "the same for the values"},
    {"project-output", 0, "FILE", STEP_MIX, FILE_NAME(project[PROJECT_OUTPUT]),
     .help = "the same for the joined contexts of the heads"},
    {"project-queries-bias", 0, "FILE", STEP_SIMILARITY, FILE_NAME(project_bias[PROJECT_QUERIES]),
     .help = "add one number per column after the projection"},
    {"project-keys-bias", 0, "FILE", STEP_SIMILARITY, FILE_NAME(project_bias[PROJECT_KEYS]),
     .help = "the same for the keys"},
    {"project-values-bias", 0, "FILE", STEP_MIX, FILE_NAME(project_bias[PROJECT_VALUES]),
     .help = "the same for the values"},
    {"project-output-bias", 0, "FILE", STEP_MIX, FILE_NAME(project_bias[PROJECT_OUTPUT]),
     .help = "the same for the output"},
    {"rope", 0, "BASE", STEP_SIMILARITY, CUSTOM(set_rope, NULL), .optional = true,
     .help = "rotary embedding of queries and keys; without BASE: 10000"},
    {"rope-interleaved", 0, NULL, STEP_SIMILARITY, FLAG(rope_interleaved),
     .help = "features 2i and 2i + 1 turn together, not i and i + N/2"},
    {"rope-dim", 0, "N", STEP_SIMILARITY, COUNT(rope_width),
     .help = "only the first N features of a head turn"},
    {"positions", 0, "FILE", STEP_SIMILARITY, FILE_NAME(positions), .fallback = "i + offset",
     .help = "the positions of the queries for --rope: one number per query"},
    {"key-positions", 0, "FILE", STEP_SIMILARITY, FILE_NAME(key_positions), .fallback = "j",
     .help = "the same for the keys"},
    {"rope-cos", 0, "FILE", STEP_SIMILARITY, FILE_NAME(rope_cosines),
     .help = "cosines of the angles: one row per position, N/2 columns"},
    {"rope-sin", 0, "FILE", STEP_SIMILARITY, FILE_NAME(rope_sines),
     .help = "the sines of the same angles"},

    {"output", 'o', "FILE", STEP_ANY, TEXT(output), .group = "Output",
     .help = "write to FILE, whole or not at all; FILE may be an input"},
    {"digits", 0, "N", STEP_WRITE, CUSTOM(set_digits, NULL),
     .help = "N significant digits; without it as few as read back to the same number"},
    {"output-delimiter", 0, "CHAR", STEP_WRITE, AT(output_delimiter), CUSTOM(set_delimiter, NULL),
     .help = "the byte between fields; without it the input's"},
    {"plain", 0, NULL, STEP_WRITE, FLAG(plain), .help = "numbers only: no header, no labels"},
    {"count", 0, "N", STEP_RANK, COUNT(count), .help = "keys listed per query"},
    {"csv", 0, NULL, STEP_LIST, FLAG(csv),
     .help = "CSV on a terminal, too, in place of an aligned table"},

    {"svg", 0, "FILE", STEP_DRAW, TEXT(svg), .group = "Picture",
     .help = "draw an SVG file, as -o FILE.svg does ('-': standard output)"},
    {"color", 0, "auto|always|never|256|truecolor", STEP_DRAW, CHOICE(color, color_names),
     .help = "colours in text"},
    {"pool", 0, "mean|max", STEP_DRAW, CHOICE(pool, pool_names),
     .help = "show the mean or the maximum where a cell stands for several numbers"},
    {"range", 0, "LOW,HIGH", STEP_DRAW, CUSTOM(set_range, NULL),
     .help = "the ends of the colour scale; without it 0 or the least value, and the greatest"},
    {"title", 0, "TEXT", STEP_DRAW, TEXT(title), .help = "the heading; without it the files"},

    {"precision", 0, "double|single", STEP_ANY, CHOICE(reading.precision, precision_names),
     .group = "Running", .help = "IEEE 754 binary64 or binary32 throughout"},
    {"threads", 0, "N", STEP_ANY, COUNT(threads),
     .help = "compute with at most N threads (also: ATTN_THREADS)"},
    {"kernel", 0, "NAME", STEP_ANY, TEXT(kernel),
     .help = "which build of the arithmetic to use (also: ATTN_KERNEL)"},
    {"max-memory", 0, "SIZE", STEP_ANY, CUSTOM(set_max_memory, show_max_memory),
     .help = "refuse, before it starts, a run that would take more (500M, 2G)"},
    {"progress", 0, "auto|always|never", STEP_ANY, CHOICE(progress, progress_names),
     .help =
         "show the progress of a run of over two seconds on standard error; auto: on a terminal"},
    {"verbose", 0, NULL, STEP_ANY, FLAG(verbose),
     .help = "say on standard error what was found and chosen"},
    {"help", 'h', NULL, STEP_ANY, FLAG(help), .help = "this text"},
    {"version", 0, NULL, STEP_ANY, FLAG(version),
     .help = "the version, the kernels and libcsv's version"},
};
/* clang-format on */

const size_t option_row_count = sizeof option_rows / sizeof option_rows[0];

const struct option_row *option_find(const char *name, size_t length)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (strncmp(option_rows[i].name, name, length) == 0 && option_rows[i].name[length] == '\0')
            return &option_rows[i];
    return NULL;
}
