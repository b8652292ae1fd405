/* The table of options, in the order of help, and the readers of their arguments. To add an option,
 * add its row here; where its value is new, too, a field to struct request. */
#include "command/option_table.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "command/words.h"
#include "table/decimal/decimal.h"
#include "table/selection.h"

static const double rope_base = 10000; /* of Su et al. (2021) */

void request_defaults(struct request *request, const struct stage *stage)
{
    *request = (struct request){
        .stage = stage,
        .reading = {.precision = PRECISION_DOUBLE,
                    .header = SETTING_AUTO,
                    .labels = SETTING_AUTO,
                    .missing = stage->missing,
                    .max_memory = cpu_memory() / 4 * 3},
        .layer = {.attention = {.similarity = {.function = similarity_find("dot"),
                                               .scale = 1,
                                               .bandwidth = 1,
                                               .coef0 = 1,
                                               .degree = 3,
                                               .radius = 1},
                                .normalizer = {.function = normalizer_find("softmax"),
                                               .temperature = 1,
                                               .alpha = 1.5,
                                               .sigmoid_bias = NAN}},
                  .heads = 1,
                  .rope = {.base = rope_base}},
        .compare = {.tolerance = {.absolute = -1, .relative = -1, .ulps = -1},
                    .format = -1,
                    .by = COMPARE_BY_NOTHING},
        .norm_epsilon = 1e-6,
        .axis = AXIS_ROW,
        .count = 10,
        .list = {.min_score = NAN, .max_distance = NAN},
        .threads = cpu_usable(),
    };
}

/* "--NAME: 'ARGUMENT' is not WANTED". */
static enum status refuse(const struct option_row *row, const char *argument, const char *wanted,
                          struct error *error)
{
    return error_set(error, STATUS_USAGE, "--%s: '%s' is not %s", row->name, argument, wanted);
}

/* Whole text to a finite number, or to one above 0; false if it is none. */
static bool read_number(const char *text, double *value)
{
    const char *end = text + strlen(text);
    return decimal_scan_double(text, end, value) == end && isfinite(*value);
}

static bool read_positive(const char *text, double *value)
{
    return read_number(text, value) && *value > 0;
}

/* The integer at the start of `text`, with or without a sign: where it ends, or NULL if there is
 * none. One that does not fit 64 bits becomes the largest that does. */
static const char *scan_integer(const char *text, int64_t *value)
{
    bool negative = *text == '-';
    text += negative || *text == '+';
    if (!isdigit((unsigned char)*text))
        return NULL;
    int64_t magnitude = 0;
    for (; isdigit((unsigned char)*text); text++) {
        int digit = *text - '0';
        magnitude = magnitude > (INT64_MAX - digit) / 10 ? INT64_MAX : magnitude * 10 + digit;
    }
    *value = negative ? -magnitude : magnitude;
    return text;
}

/* Whole text to an integer from `least` to `most`; false if it is none. */
static bool read_integer(const char *text, int64_t least, int64_t most, int64_t *value)
{
    const char *end = scan_integer(text, value);
    return end && !*end && *value >= least && *value <= most;
}

/* Positions, counted from 0, and distances between them: every whole number so far is a double. */
static const int64_t most_position = INT64_C(1) << 53;

/* Whole text to a size_t of `least` or more, into `field`. */
static enum status set_whole(const struct option_row *row, const char *argument, int64_t least,
                             int64_t most, size_t *field, struct error *error)
{
    int64_t count;
    if (!read_integer(argument, least, INT64_MAX, &count))
        return refuse(row, argument,
                      least ? "a whole number of 1 or more" : "a whole number of 0 or more", error);
    if (count > most)
        return error_set(error, STATUS_USAGE, "--%s: '%s' is too large: at most %" PRId64,
                         row->name, argument, most);
    *field = (size_t)count;
    return STATUS_OK;
}

/* One byte that can stand between numbers; `tab`, `\t` and `space` are names for two of them. */
static enum status set_delimiter(const struct option_row *row, struct request *request,
                                 const char *argument, struct error *error)
{
    const bool is_input = row->offset == offsetof(struct request, reading.delimiter);
    char byte = argument[0];
    if (is_input && strcmp(argument, "auto") == 0) {
        request->reading.delimiter = '\0';
        return STATUS_OK;
    }
    if (strcmp(argument, "tab") == 0 || strcmp(argument, "\\t") == 0)
        byte = '\t';
    else if (strcmp(argument, "space") == 0)
        byte = ' ';
    else if (byte == '\0' || argument[1] != '\0')
        return refuse(row, argument, "a single byte, 'tab' or 'space'", error);
    if (isalnum((unsigned char)byte) || strchr("+-.\"\r\n", byte))
        return refuse(row, argument, "a delimiter: numbers, quotes and line ends use it", error);
    *((char *)request + row->offset) = byte;
    return STATUS_OK;
}

static enum status set_comment(const struct option_row *row, struct request *request,
                               const char *argument, struct error *error)
{
    if (argument[0] == '\0' || argument[1] != '\0' || strchr("\"\r\n+-.", argument[0]) ||
        isdigit((unsigned char)argument[0]))
        return refuse(row, argument, "a single byte that can start a comment", error);
    request->reading.comment = argument[0];
    return STATUS_OK;
}

/* Yes, no and auto are these words; anything else is the column that holds the labels. */
static enum status set_labels(const struct option_row *row, struct request *request,
                              const char *argument, struct error *error)
{
    static const char *const words[] = {"auto", "yes", "no"};
    struct error reason;
    request->reading.label = NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(argument ? argument : "yes", words[i]) == 0) {
            request->reading.labels = (enum setting)i;
            return STATUS_OK;
        }
    request->reading.labels = SETTING_YES;
    request->reading.label = argument;
    if (selection_check(argument, &reason) == STATUS_OK && !selection_is_all_but(argument))
        return STATUS_OK;
    return refuse(row, argument, "yes, no, auto or a column", error);
}

static enum status set_columns(const struct option_row *row, struct request *request,
                               const char *argument, struct error *error)
{
    struct error reason;
    *(const char **)((char *)request + row->offset) = argument;
    if (selection_check(argument, &reason) == STATUS_OK)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE, "--%s: %s", row->name, reason.text);
}

/* Refuses a name that is not in the table of functions, and names the nearest of `count`. */
static enum status refuse_name(const struct option_row *row, const char *argument,
                               const char *(*name)(size_t index), size_t count, const char *list,
                               struct error *error)
{
    struct suggestion near = {0};
    const char before[] = {'-', row->letter, ' ', '\0'};
    error_set(error, STATUS_USAGE, "--%s: unknown name '%s'; ", row->name, argument);
    for (size_t i = 0; i < count; i++)
        suggest(&near, argument, name(i));
    for (size_t i = 0; i < count; i++)
        if (word_means(word_find(argument), before, name(i)))
            near.best = name(i);
    if (near.best)
        error_append(error, "did you mean '%s'?", near.best);
    else
        error_append(error, "'attn help %s' lists them", list);
    return STATUS_USAGE;
}

/* The functions' names, then their aliases. */
static const char *similarity_name(size_t index)
{
    return index < similarity_count ? similarities[index].name
                                    : similarity_aliases[index - similarity_count].alias;
}

static const char *normalizer_name(size_t index)
{
    return normalizers[index].name;
}

static enum status set_similarity(const struct option_row *row, struct request *request,
                                  const char *argument, struct error *error)
{
    const struct similarity *function = similarity_find(argument);
    if (!function)
        return refuse_name(row, argument, similarity_name,
                           similarity_count + similarity_alias_count, "similarities", error);
    request->layer.attention.similarity.function = function;
    return STATUS_OK;
}

static enum status set_normalizer(const struct option_row *row, struct request *request,
                                  const char *argument, struct error *error)
{
    const struct normalizer *function = normalizer_find(argument);
    if (!function)
        return refuse_name(row, argument, normalizer_name, normalizer_count, "normalizers", error);
    request->layer.attention.normalizer.function = function;
    return STATUS_OK;
}

/* Numbers with commas between into the list, which is left empty where the text is none; one that
 * is not finite, or not positive where `positive` is set, is refused. */
static enum status read_list(const struct option_row *row, const char *argument, bool positive,
                             struct number_list *list, struct error *error)
{
    size_t count = 1;
    for (const char *at = argument; (at = strchr(at, ',')) != NULL; at++)
        count++;
    double *numbers = memory_new(count, sizeof *numbers);
    if (!numbers)
        return error_memory(error, "a list of numbers");
    free(list->numbers);
    *list = (struct number_list){argument, numbers, count};
    const char *at = argument;
    bool good = true, plain = true;
    for (size_t i = 0; i < count; i++, at++) {
        const char *end = at + strcspn(at, ",");
        plain &= decimal_scan_double(at, end, &numbers[i]) == end;
        good &= isfinite(numbers[i]) && (!positive || numbers[i] > 0);
        at = end;
    }
    if (plain && good)
        return STATUS_OK;
    free(numbers);
    *list = (struct number_list){argument, NULL, 0};
    return plain ? refuse(row, argument,
                          positive ? "a positive number, or several with commas between"
                                   : "a finite number, or several with commas between",
                          error)
                 : STATUS_OK;
}

/* Takes back the numbers of heads that an option gave before. */
static void forget_head_numbers(struct request *request, enum side_file side,
                                struct number_list *list)
{
    free(list->numbers);
    *list = (struct number_list){0};
    request->sides[side] = NULL;
}

/* A number for all heads, one for each with commas between, or a file of them: ./3 is one, and what
 * begins as a number does is none. */
static enum status read_head_numbers(const struct option_row *row, struct request *request,
                                     const char *argument, enum side_file side, bool positive,
                                     struct number_list *list, struct error *error)
{
    request->sides[side] = NULL;
    enum status status = read_list(row, argument, positive, list, error);
    if (status != STATUS_OK || list->count > 0)
        return status;
    bool file =
        *argument && (strcmp(argument, "-") == 0 || strncmp(argument, "./", 2) == 0 ||
                      strncmp(argument, "../", 3) == 0 || !strchr("+-.,0123456789", *argument));
    if (!file)
        return refuse(row, argument,
                      "a number, or one for each head with commas between, or a file", error);
    request->sides[side] = argument;
    return STATUS_OK;
}

static enum status set_scale(const struct option_row *row, struct request *request,
                             const char *argument, struct error *error)
{
    request->scaling = strcmp(argument, "auto") == 0 ? SCALE_AUTO : SCALE_NUMBER;
    if (request->scaling == SCALE_AUTO) {
        forget_head_numbers(request, SIDE_SCALES, &request->scales);
        return STATUS_OK;
    }
    return read_head_numbers(row, request, argument, SIDE_SCALES, false, &request->scales, error);
}

/* One positive number, or several with commas between, or `auto`. */
static enum status set_bandwidth(const struct option_row *row, struct request *request,
                                 const char *argument, struct error *error)
{
    request->bandwidth_auto = strcmp(argument, "auto") == 0;
    enum status status = read_list(row, argument, true, &request->bandwidths, error);
    request->layer.attention.similarity.bandwidth = 1;
    if (status != STATUS_OK || request->bandwidth_auto)
        return status;
    if (request->bandwidths.count == 0)
        return refuse(row, argument, "auto, a positive number, or several with commas between",
                      error);
    request->layer.attention.similarity.bandwidth = request->bandwidths.numbers[0];
    return STATUS_OK;
}

static enum status set_offset(const struct option_row *row, struct request *request,
                              const char *argument, struct error *error)
{
    int64_t *offset = &request->layer.attention.mask.offset;
    *offset = 0;
    request->offset_end = strcmp(argument, "end") == 0;
    if (request->offset_end || read_integer(argument, -most_position, most_position, offset))
        return STATUS_OK;
    if (!read_integer(argument, INT64_MIN, INT64_MAX, offset))
        return refuse(row, argument, "an integer or 'end'", error);
    return error_set(error, STATUS_USAGE,
                     "--%s: '%s' is out of range, which is from -%" PRId64 " to %" PRId64,
                     row->name, argument, most_position, most_position);
}

static enum status set_window(const struct option_row *row, struct request *request,
                              const char *argument, struct error *error)
{
    struct mask *mask = &request->layer.attention.mask;
    const char *comma = scan_integer(argument, &mask->left);
    if (!comma || *comma != ',' || mask->left < -1 || mask->left > most_position ||
        !read_integer(comma + 1, -1, most_position, &mask->right))
        return refuse(row, argument,
                      "LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound", error);
    mask->window = true;
    return STATUS_OK;
}

static enum status set_valid_keys(const struct option_row *row, struct request *request,
                                  const char *argument, struct error *error)
{
    struct mask *mask = &request->layer.attention.mask;
    mask->limited = true;
    return set_whole(row, argument, 0, most_position, &mask->valid_keys, error);
}

static enum status set_exclude_self(const struct option_row *row, struct request *request,
                                    const char *argument, struct error *error)
{
    if (argument && strcmp(argument, "label") != 0)
        return refuse(row, argument, "'label'", error);
    request->exclude_names = argument != NULL;
    request->layer.attention.mask.exclude_self = !argument;
    return STATUS_OK;
}

/* The slope may be left out. */
static enum status set_alibi(const struct option_row *row, struct request *request,
                             const char *argument, struct error *error)
{
    request->layer.alibi = !argument;
    if (!argument) {
        forget_head_numbers(request, SIDE_SLOPES, &request->slopes);
        return STATUS_OK;
    }
    return read_head_numbers(row, request, argument, SIDE_SLOPES, true, &request->slopes, error);
}

static enum status set_alpha(const struct option_row *row, struct request *request,
                             const char *argument, struct error *error)
{
    double *alpha = &request->layer.attention.normalizer.alpha;
    if (!read_number(argument, alpha) || *alpha < 1)
        return refuse(row, argument, "a number of 1 or more", error);
    return STATUS_OK;
}

static enum status set_sink(const struct option_row *row, struct request *request,
                            const char *argument, struct error *error)
{
    request->layer.attention.normalizer.sink = true;
    return read_head_numbers(row, request, argument, SIDE_SINKS, false, &request->sinks, error);
}

static enum status set_head(const struct option_row *row, struct request *request,
                            const char *argument, struct error *error)
{
    request->one_head = true;
    return set_whole(row, argument, 0, INT32_MAX, &request->first_head, error);
}

/* The gain may be left out. */
static enum status set_query_norm(const struct option_row *row, struct request *request,
                                  const char *argument, struct error *error)
{
    (void)row;
    (void)error;
    request->layer.query_norm.on = true;
    request->sides[SIDE_QUERY_NORM] = argument;
    return STATUS_OK;
}

static enum status set_key_norm(const struct option_row *row, struct request *request,
                                const char *argument, struct error *error)
{
    (void)row;
    (void)error;
    request->layer.key_norm.on = true;
    request->sides[SIDE_KEY_NORM] = argument;
    return STATUS_OK;
}

/* The base may be left out. */
static enum status set_rope(const struct option_row *row, struct request *request,
                            const char *argument, struct error *error)
{
    struct rope *rope = &request->layer.rope;
    rope->on = true;
    rope->base = rope_base;
    if (argument && !read_positive(argument, &rope->base))
        return refuse(row, argument, "a positive number", error);
    return STATUS_OK;
}

static enum status set_digits(const struct option_row *row, struct request *request,
                              const char *argument, struct error *error)
{
    int64_t digits;
    if (!read_integer(argument, 1, 17, &digits))
        return refuse(row, argument, "a number of digits from 1 to 17", error);
    request->writing.digits = (int)digits;
    return STATUS_OK;
}

/* Two numbers, the first below the second, between them a comma. */
static enum status set_range(const struct option_row *row, struct request *request,
                             const char *argument, struct error *error)
{
    double *range = request->range;
    const char *comma = decimal_scan_double(argument, argument + strlen(argument), &range[0]);
    if (!comma || *comma != ',' || !read_number(comma + 1, &range[1]) || !isfinite(range[0]) ||
        !(range[0] < range[1]))
        return refuse(row, argument, "two numbers, the low end first: 0,1", error);
    return STATUS_OK;
}

/* Bytes, with K, M, G or T for powers of 1024. */
static enum status set_max_memory(const struct option_row *row, struct request *request,
                                  const char *argument, struct error *error)
{
    static const char units[] = "KMGT";
    int64_t count;
    const char *end = scan_integer(argument, &count);
    const char *unit = end && *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
    int shift = unit ? 10 * (int)(unit - units + 1) : 0;
    if (!end || end[unit != NULL] || count < 1 || count == INT64_MAX || count > INT64_MAX >> shift)
        return refuse(row, argument, "a size such as 500M or 2G", error);
    request->reading.max_memory = (size_t)count << shift;
    return STATUS_OK;
}

static enum status set_tolerance(const struct option_row *row, struct request *request,
                                 const char *argument, struct error *error)
{
    double *field = (double *)(void *)((char *)request + row->offset);
    return read_number(argument, field) && *field >= 0
               ? STATUS_OK
               : refuse(row, argument, "a number of 0 or more", error);
}

/* Names of what there are gradients by, with commas between. */
static enum status set_of(const struct option_row *row, struct request *request,
                          const char *argument, struct error *error)
{
    request->gradient.by = 0;
    for (const char *at = argument;; at++) {
        size_t length = strcspn(at, ",");
        int by = 0;
        while (by < BY_COUNT && !(strncmp(gradient_names[by], at, length) == 0 &&
                                  gradient_names[by][length] == '\0'))
            by++;
        if (by == BY_COUNT) {
            if (option_find(at, length))
                error_set(error, STATUS_USAGE, "--%s: there is no gradient by --%.*s, but by",
                          row->name, (int)length, at);
            else
                error_set(error, STATUS_USAGE, "--%s: '%.*s' is not one of", row->name, (int)length,
                          at);
            for (by = 0; by < BY_COUNT; by++)
                error_append(error, "%s %s", by ? "," : "", gradient_names[by]);
            return STATUS_USAGE;
        }
        request->gradient.by |= 1U << by;
        at += length;
        if (!*at)
            return STATUS_OK;
    }
}

static void show_similarity(const struct request *request, char *text, size_t size)
{
    snprintf(text, size, "%s", request->layer.attention.similarity.function->name);
}

static void show_normalizer(const struct request *request, char *text, size_t size)
{
    snprintf(text, size, "%s", request->layer.attention.normalizer.function->name);
}

static void show_max_memory(const struct request *request, char *text, size_t size)
{
    snprintf(text, size, "3/4 of the memory: %zuM", request->reading.max_memory >> 20);
}

static const char *const setting_names[] = {"auto", "yes", "no", NULL};
static const char *const missing_names[] = {"error", "drop", "zero", "keep", NULL};
static const char *const fitting_names[] = {"no", "zscore", "minmax", NULL};
static const char *const decimal_names[] = {".", ",", NULL};
static const char *const quote_names[] = {"auto", "double", "none", NULL};
static const char *const axis_names[] = {"row", "column", "all", NULL};
static const char *const color_names[] = {"auto", "always", "never", "256", "truecolor", NULL};
static const char *const progress_names[] = {"auto", "always", "never", NULL};
static const char *const theme_names[] = {"auto", "light", "dark", NULL};
static const char *const pool_names[] = {"mean", "max", NULL};
static const char *const format_names[] = {"double", "single", "half", "bfloat16",
                                           "e4m3",   "e5m2",   NULL};
static const char *const base_names[] = {"e", "2", NULL};
static const char *const by_names[] = {"column", "row", NULL};
static const char *const precision_names[] = {"double", "single", NULL};

/* Where a value lives, and how its argument is read. */
#define SIMILARITY(field) layer.attention.similarity.field
#define MASK(field) layer.attention.mask.field
#define NORMALIZER(field) layer.attention.normalizer.field
#define AT(field) .offset = offsetof(struct request, field)
#define SHOWN(how, field) .shown = how, AT(field)
#define FLAG(field) .kind = OPTION_FLAG, AT(field)
#define TEXT(field) .kind = OPTION_TEXT, AT(field)
#define FILE_NAME(field) .kind = OPTION_FILE, AT(field)
#define POSITIVE(field) .kind = OPTION_POSITIVE, SHOWN(OPTION_POSITIVE, field)
#define NUMBER(field) .kind = OPTION_NUMBER, SHOWN(OPTION_NUMBER, field)
#define COUNT(field) .kind = OPTION_COUNT, SHOWN(OPTION_COUNT, field)
#define WHOLE(field) .kind = OPTION_WHOLE, AT(field)
#define CHOICE(field, names) .kind = OPTION_CHOICE, SHOWN(OPTION_CHOICE, field), .choices = names
#define CUSTOM(setter) .kind = OPTION_CUSTOM, .set = setter

const struct option_row option_rows[] = {
    {"queries", 'q', "FILE", STEP_OPERANDS, FILE_NAME(queries), .group = "Input",
     .help = "the queries: run every stage before this one, too ('-': standard input)"},
    {"keys", 'k', "FILE", STEP_OPERANDS, FILE_NAME(keys),
     .help = "the keys; without it the queries"},
    {"values", 'v', "FILE", STEP_VALUES, FILE_NAME(values),
     .help = "the values; without it the keys"},
    {"delimiter", 'd', "auto|CHAR", STEP_ANY, CUSTOM(set_delimiter), AT(reading.delimiter),
     .fallback = "auto",
     .help =
         "the byte between fields; 'tab' and 'space' (runs of blanks) are names; auto: a comma, "
         "semicolon, tab or bar, whichever all rows have equally often"},
    {"header", 'H', "auto|yes|no", STEP_ANY, CHOICE(reading.header, setting_names),
     .letter_means = "yes", .optional = true,
     .help = "whether the first row names the columns (-H and --header alone: yes)"},
    {"labels", 'L', "auto|yes|no|COLUMN", STEP_ANY, CUSTOM(set_labels), .fallback = "auto",
     .letter_means = "yes", .optional = true,
     .help = "whether the first column names the rows (-L and --labels alone: yes), or which does"},
    {"missing", 0, "error|drop|zero|keep", STEP_ANY, CHOICE(reading.missing, missing_names),
     .help = "at an empty, NA or NaN cell: stop, drop its row, take 0, or keep NaN"},
    {"na", 0, "LIST", STEP_ANY, TEXT(reading.na),
     .help = "more spellings of a missing value, a comma between each two (-999,unknown)"},
    {"columns", 0, "LIST", STEP_ANY, CUSTOM(set_columns), AT(columns),
     .help = "the columns that are features, by name, number from 1 or range (2-4, 3-), or all but "
             "these (-species,-1); for the keys, too"},
    {"key-columns", 0, "LIST", STEP_SIMILARITY, CUSTOM(set_columns), AT(key_columns),
     .help = "the features of the keys (without -k: columns of the queries' file)"},
    {"value-columns", 0, "LIST", STEP_MIX, CUSTOM(set_columns), AT(value_columns),
     .help = "the features of the values (without -v: columns of the keys' file)"},
    {"classes", 0, "COLUMN", STEP_CLASSES, CUSTOM(set_columns), AT(classes),
     .help = "the values are classes, the texts of this column of their file, which is no feature: "
             "the context is a probability for each"},
    {"predict", 0, NULL, STEP_ANSWER, FLAG(predict),
     .help = "add the likeliest class as a last column"},
    {"comment", 0, "CHAR", STEP_ANY, CUSTOM(set_comment),
     .help = "skip lines that start with CHAR"},
    {"skip", 0, "N", STEP_ANY, WHOLE(reading.skip),
     .help = "skip the first N lines of the sequence files"},
    {"decimal", 0, ".|,", STEP_ANY, CHOICE(reading.decimal, decimal_names),
     .help = "what stands before the decimals of a number"},
    {"quote", 0, "auto|double|none", STEP_ANY, CHOICE(reading.quote, quote_names),
     .help = "none: a quote is a character like any other"},

    {"standardize", 0, "zscore|minmax|no", STEP_FIT, CHOICE(standardize, fitting_names),
     .letter_means = "zscore", .optional = true,
     .help = "bring each feature to mean 0 and deviation 1, or to 0 ... 1, by the keys' numbers; "
             "queries and keys alike (--standardize alone: zscore)"},

    {"similarity", 'f', "NAME", STEP_SIMILARITY, CUSTOM(set_similarity), .show = show_similarity,
     .group = "Similarity", .help = "the score of a query and a key"},
    {"scale", 0, "auto|S[,S...]|FILE", STEP_SIMILARITY, CUSTOM(set_scale),
     SHOWN(OPTION_NUMBER, SIMILARITY(scale)),
     .help = "multiply the score: by one number or one per head; auto: 1/sqrt(d)"},
    {"bandwidth", 0, "auto|H[,H...]", STEP_SIMILARITY, CUSTOM(set_bandwidth),
     SHOWN(OPTION_NUMBER, SIMILARITY(bandwidth)), .parameter = PARAMETER_BANDWIDTH,
     .help = "the width h of a kernel function, or one per feature; auto: the one that predicts "
             "each value best from the others"},
    {"gamma", 0, "G", STEP_SIMILARITY, POSITIVE(SIMILARITY(gamma)), .parameter = PARAMETER_GAMMA,
     .fallback = "1/d; chi2: 1", .help = "the gamma of a kernel function"},
    {"coef0", 0, "C", STEP_SIMILARITY, NUMBER(SIMILARITY(coef0)), .parameter = PARAMETER_COEF0,
     .help = "the constant that the polynomial adds"},
    {"degree", 0, "N", STEP_SIMILARITY, COUNT(SIMILARITY(degree)), .parameter = PARAMETER_DEGREE,
     .help = "the degree of the polynomial"},
    {"radians", 0, NULL, STEP_SIMILARITY, FLAG(SIMILARITY(radians)), .parameter = PARAMETER_RADIANS,
     .help = "angles are in radians, not in degrees"},
    {"radius", 0, "R", STEP_SIMILARITY, POSITIVE(SIMILARITY(radius)), .parameter = PARAMETER_RADIUS,
     .help = "the radius of the sphere (Earth: 6371 km)"},
    {"similarity-weight", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_SIMILARITY]),
     .parameter = PARAMETER_WEIGHT, .help = "W of general, concat and location"},
    {"additive-query", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_ADDITIVE_QUERY]),
     .parameter = PARAMETER_QUERY_WEIGHT, .help = "W of additive: hidden units x query features"},
    {"additive-key", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_ADDITIVE_KEY]),
     .parameter = PARAMETER_KEY_WEIGHT, .help = "U of additive: hidden units x key features"},
    {"additive-vector", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_ADDITIVE_VECTOR]),
     .parameter = PARAMETER_VECTOR, .help = "v of additive and concat, one per hidden unit"},
    {"additive-bias", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_ADDITIVE_BIAS]),
     .parameter = PARAMETER_BIAS, .help = "b of additive; without it 0"},
    {"softcap", 0, "C", STEP_SCORE, POSITIVE(layer.attention.softcap),
     .help = "C tanh(score / C), before bias and mask"},

    {"causal", 0, NULL, STEP_SCORE, FLAG(MASK(causal)), .group = "Mask and bias",
     .help = "a query sees the keys up to its own position"},
    {"exclude-self", 0, "label", STEP_SCORE, CUSTOM(set_exclude_self), .optional = true,
     .help = "hide the key at a query's position, or all keys of its label"},
    {"offset", 0, "N|end", STEP_SCORE, CUSTOM(set_offset), .fallback = "0",
     .help = "query i stands at position i + N; end: the last query on the last key that exists"},

    {"window", 0, "LEFT,RIGHT", STEP_SCORE, CUSTOM(set_window),
     .help = "a query sees LEFT keys before its position and RIGHT after it; -1: all"},
    {"prefix", 0, "N", STEP_SCORE, WHOLE(MASK(prefix)),
     .help = "every query sees the first N keys, despite --causal and --window"},
    {"valid-keys", 0, "N", STEP_SCORE, CUSTOM(set_valid_keys),
     .help = "only the first N keys exist"},
    {"mask", 0, "FILE", STEP_SCORE, FILE_NAME(mask_file),
     .help = "1 or true where a query may see a key, 0 or false where not: one row per query, or "
             "one for all"},
    {"bias", 0, "FILE", STEP_SCORE, FILE_NAME(bias_file),
     .help = "add these numbers to the scores (-inf masks): one row per query, or one for all"},
    {"group", 0, "COLUMN", STEP_SIMILARITY, CUSTOM(set_columns), AT(group),
     .help = "a query sees only the keys with its own value in this column, which is no feature"},
    {"alibi", 0, "S[,S...]|FILE", STEP_SCORE, CUSTOM(set_alibi), .optional = true,
     .help = "add -S |distance| to the scores: one slope or one per head; without S those of Press "
             "2022"},
    {"local-m", 0, "D", STEP_SCORE, POSITIVE(MASK(local)),
     .help = "only keys within D of the query's position"},
    {"local-p", 0, "D", STEP_PREDICT, POSITIVE(MASK(local)),
     .help = "only keys within D of a predicted position; the farther, the less weight"},
    {"local-weight", 0, "FILE", STEP_PREDICT, FILE_NAME(sides[SIDE_LOCAL_WEIGHT]),
     .help = "W of the prediction: one row per hidden unit, one column per query feature"},
    {"local-vector", 0, "FILE", STEP_PREDICT, FILE_NAME(sides[SIDE_LOCAL_VECTOR]),
     .help = "v of the prediction: one number per hidden unit"},
    {"renormalize", 0, NULL, STEP_AXIS, FLAG(NORMALIZER(renormalize)),
     .help = "make the weights of --local-p sum to 1 again"},

    {"normalize", 'n', "NAME", STEP_NORMALIZE, CUSTOM(set_normalizer), .show = show_normalizer,
     .group = "Normalize", .help = "how scores become weights"},
    {"axis", 0, "row|column|all", STEP_AXIS, CHOICE(axis, axis_names),
     .help = "what is normalised together"},
    {"temperature", 0, "T", STEP_SCORE, POSITIVE(NORMALIZER(temperature)),
     .help = "divide the scores by T"},
    {"alpha", 0, "A", STEP_NORMALIZE, CUSTOM(set_alpha), SHOWN(OPTION_NUMBER, NORMALIZER(alpha)),
     .parameter = PARAMETER_ALPHA, .help = "the alpha of entmax: 1 is softmax, 2 is sparsemax"},
    {"sigmoid-bias", 0, "B", STEP_NORMALIZE, NUMBER(NORMALIZER(sigmoid_bias)),
     .parameter = PARAMETER_SIGMOID_BIAS, .fallback = "-log(m)",
     .help = "add B to the scores of sigmoid"},
    {"sink", 0, "X[,X...]|FILE", STEP_NORMALIZE | STEP_MERGE, CUSTOM(set_sink),
     .parameter = PARAMETER_SINK,
     .help = "add exp(X) to softmax's denominator: one X or one per head"},
    {"top", 0, "K", STEP_NORMALIZE, COUNT(NORMALIZER(top)),
     .help = "only the K best of the scores normalised together (see --axis) get a weight; how "
             "many keys attn top lists is --count"},
    {"log", 0, NULL, STEP_LOG, FLAG(NORMALIZER(log)),
     .help = "the natural logarithm of the weights"},
    {"lse", 0, NULL, STEP_LSE | STEP_MERGE, FLAG(lse),
     .help = "add the log of softmax's denominator as a last column (of context, one per head)"},
    {"lse-base", 0, "e|2", STEP_LSE | STEP_MERGE, CHOICE(lse_base, base_names),
     .help = "the base of log-sum-exps: those of --lse, and those that attn merge reads"},

    {"heads", 0, "H", STEP_HEADS, COUNT(layer.heads), .group = "Heads",
     .help = "cut the columns into H heads, side by side"},
    {"kv-heads", 0, "G", STEP_SIMILARITY | STEP_MIX, COUNT(layer.kv_heads), .fallback = "H",
     .help = "heads of keys and values; each serves H/G of the query heads"},
    {"head", 0, "I", STEP_SIMILARITY, CUSTOM(set_head),
     .help = "only head I, counted from 0; without it all heads"},
    {"project-queries", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_PROJECT_QUERIES]),
     .help = "multiply the queries by this matrix: one row per input feature"},
    {"project-keys", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_PROJECT_KEYS]),
     .help = "multiply the keys by this matrix"},
    {"project-values", 0, "FILE", STEP_MIX, FILE_NAME(sides[SIDE_PROJECT_VALUES]),
     .help = "multiply the values by this matrix"},
    {"project-output", 0, "FILE", STEP_MIX, FILE_NAME(sides[SIDE_PROJECT_OUTPUT]),
     .help = "multiply the joined contexts of the heads by this matrix"},
    {"project-queries-bias", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_QUERIES_BIAS]),
     .help = "add these to the projected queries: one number per column"},
    {"project-keys-bias", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_KEYS_BIAS]),
     .help = "add these to the projected keys"},
    {"project-values-bias", 0, "FILE", STEP_MIX, FILE_NAME(sides[SIDE_VALUES_BIAS]),
     .help = "add these to the projected values"},
    {"project-output-bias", 0, "FILE", STEP_MIX, FILE_NAME(sides[SIDE_OUTPUT_BIAS]),
     .help = "add these to the projected contexts"},
    {"norm-queries", 0, "GAIN", STEP_SIMILARITY, CUSTOM(set_query_norm), .optional = true,
     .help = "divide each projected query by its root mean square, and multiply it by the numbers "
             "in GAIN: as many as a head has features, or as all heads have, for one mean of all"},
    {"norm-keys", 0, "GAIN", STEP_SIMILARITY, CUSTOM(set_key_norm), .optional = true,
     .help = "do to projected keys what --norm-queries does to queries"},
    {"norm-epsilon", 0, "E", STEP_SIMILARITY, POSITIVE(norm_epsilon),
     .help = "what is added to the mean square"},
    {"rope", 0, "BASE", STEP_SIMILARITY, CUSTOM(set_rope), .optional = true,
     .help = "rotary embedding of queries and keys; without BASE: 10000"},
    {"rope-frequencies", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_FREQUENCIES]),
     .help = "rotary embedding by these angles per position (inv_freq), one per pair"},
    {"rope-magnitude", 0, "X", STEP_SIMILARITY, POSITIVE(layer.rope.magnitude),
     .help = "multiply cosines and sines by X (YaRN's attention factor)"},
    {"rope-interleaved", 0, NULL, STEP_SIMILARITY, FLAG(layer.rope.interleaved),
     .help = "features 2i and 2i + 1 turn together, not i and i + N/2"},
    {"rope-dim", 0, "N", STEP_SIMILARITY, COUNT(layer.rope.width),
     .help = "only the first N features of a head turn"},
    {"positions", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_POSITIONS]),
     .fallback = "i + offset",
     .help = "the positions of the queries for --rope: one number per query"},
    {"key-positions", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_KEY_POSITIONS]),
     .fallback = "j", .help = "the positions of the keys for --rope: one number per key"},
    {"rope-cos", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_COSINES]),
     .help = "cosines of the angles: one row per position, N/2 columns"},
    {"rope-sin", 0, "FILE", STEP_SIMILARITY, FILE_NAME(sides[SIDE_SINES]),
     .help = "the sines of the same angles"},

    {"output", 'o', "FILE", STEP_ANY, TEXT(output), .group = "Output",
     .help = "write to FILE, whole or not at all; FILE may be an input"},
    {"digits", 0, "N", STEP_WRITE | STEP_DRAW, CUSTOM(set_digits),
     .help = "N significant digits; without it as few as read back to the same number"},
    {"output-delimiter", 0, "CHAR", STEP_WRITE, CUSTOM(set_delimiter), AT(writing.delimiter),
     .help = "the byte between fields; without it that of --delimiter, or a comma"},
    {"plain", 0, NULL, STEP_WRITE, FLAG(writing.plain),
     .help = "numbers only: no header, no labels"},
    {"count", 0, "N", STEP_RANK, COUNT(count),
     .help = "keys listed per query; weights are of all keys (--top=K leaves K keys a weight)"},
    {"min-score", 0, "X", STEP_RANK, .kind = OPTION_NUMBER, AT(list.min_score),
     .help = "list all keys with a score of X or more, or --count of them"},
    {"pairs", 0, NULL, STEP_PAIR, FLAG(list.pairs),
     .help = "list each pair of queries once, the earlier first: those of --min-score, or the "
             "--count best of all"},
    {"distance", 0, NULL, STEP_PAIR, FLAG(list.distance),
     .help = "print distances in place of scores, which are minus them (euclidean, manhattan, "
             "haversine ...)"},
    {"max-distance", 0, "X", STEP_PAIR, .kind = OPTION_NUMBER, AT(list.max_distance),
     .help = "print distances, and list all keys up to this one, or --count of them"},
    {"rank", 0, NULL, STEP_RANK, FLAG(list.rank), .help = "add the rank of each key, from 1"},
    {"no-weight", 0, NULL, STEP_RANK, FLAG(list.no_weight),
     .help = "leave the weight out, and the time that it takes"},
    {"show", 0, "LIST", STEP_PAIR, CUSTOM(set_columns), AT(show),
     .help = "list these columns of the keys beside each, as they stand in their file; they are no "
             "features, unless --columns or --key-columns lists them"},
    {"append", 0, NULL, STEP_APPEND, FLAG(append),
     .help = "begin each row with the query's own cells, as they stand in its file"},
    {"as", 0, "NAME", STEP_APPEND, TEXT(as), .fallback = "the stage",
     .help = "with --append, a result with the name of a column of the queries gets _NAME"},
    {"csv", 0, NULL, STEP_WRITE, FLAG(csv),
     .help = "CSV on a terminal, too, in place of an aligned table"},
    {"explain", 0, NULL, STEP_TELL, FLAG(explain),
     .help = "tell every step: formula, source, numbers, and one cell written out"},

    {"sum", 0, NULL, STEP_MERGE, FLAG(merge.sum), .group = "Merging",
     .help = "add the parts cell by cell: weights or scores over shards of the queries"},
    {"lse-last", 0, NULL, STEP_MERGE, FLAG(merge.lse_last),
     .help = "the last columns (one per head) are log-sum-exps, if no name says which are"},

    {"atol", 0, "A", STEP_COMPARE, CUSTOM(set_tolerance), AT(compare.tolerance.absolute),
     .fallback = "by --ulp", .group = "Comparison",
     .help = "within is |a - b| <= A + R |a|, a being the reference"},
    {"rtol", 0, "R", STEP_COMPARE, CUSTOM(set_tolerance), AT(compare.tolerance.relative),
     .fallback = "by --ulp", .help = "the R of --atol; of the two, one that is not given is 0"},
    {"max-ulp", 0, "N", STEP_COMPARE, CUSTOM(set_tolerance), AT(compare.tolerance.ulps),
     .help = "within, too, is a distance of N units in the last place or less"},
    {"ulp", 0, "double|single|half|bfloat16|e4m3|e5m2", STEP_COMPARE, .kind = OPTION_CHOICE,
     AT(compare.format), .choices = format_names, .fallback = "--precision",
     .help = "the format of these units; without a tolerance, that of assert_close for it"},
    {"candidate-columns", 0, "LIST", STEP_COMPARE, CUSTOM(set_columns), AT(candidate_columns),
     .fallback = "--columns",
     .help = "the candidate's columns that are compared (in a table with a column's own values and "
             "those predicted for it)"},
    {"equal-nan", 0, NULL, STEP_COMPARE, FLAG(compare.tolerance.equal_nan),
     .help = "NaN beside NaN is within"},
    {"by", 0, "column|row", STEP_COMPARE | STEP_COLUMNS, .kind = OPTION_CHOICE, AT(compare.by),
     .choices = by_names,
     .help =
         "report each column or row: in compare too (heads are with --heads), in describe alone"},
    {"silent", 's', NULL, STEP_COMPARE, FLAG(compare.silent), .help = "the exit status alone"},
    {"errors", 0, NULL, STEP_COMPARE, FLAG(compare.errors),
     .help = "write the matrix of |a - b| in place of the report"},

    {"upstream", 0, "FILE", STEP_BACKWARD, FILE_NAME(gradient.upstream), .group = "Gradients",
     .help =
         "the gradient by the context: one row per query, one column per column of the context"},
    {"of", 0, "LIST", STEP_BACKWARD, CUSTOM(set_of),
     .help = "by what: queries, keys, values, or the names of options that give numbers: bias, "
             "sink, project-keys, norm-keys, additive-query ...; several with -o NAME%.csv, one "
             "file each"},

    {"svg", 0, "FILE", STEP_DRAW, TEXT(svg), .group = "Picture",
     .help = "draw an SVG file, as -o FILE.svg does ('-': standard output)"},
    {"width", 0, "N", STEP_DRAW, COUNT(picture_width), .fallback = "what fits",
     .help = "columns of text, or pixels of SVG"},
    {"theme", 0, "auto|light|dark", STEP_DRAW, CHOICE(theme, theme_names),
     .help = "the colours around an SVG picture; auto: what its reader prefers"},
    {"color", 0, "auto|always|never|256|truecolor", STEP_DRAW, CHOICE(color, color_names),
     .help = "colours in text"},
    {"pool", 0, "mean|max", STEP_DRAW, CHOICE(pool, pool_names),
     .help = "show the mean or the maximum where a cell stands for several numbers"},
    {"range", 0, "LOW,HIGH", STEP_DRAW, CUSTOM(set_range),
     .help = "the ends of the colour scale; without it 0 or the least value, and the greatest"},
    {"title", 0, "TEXT", STEP_DRAW, TEXT(title), .help = "the heading; without it the files"},

    {"precision", 0, "double|single", STEP_ANY, CHOICE(reading.precision, precision_names),
     .group = "Running", .help = "IEEE 754 binary64 or binary32 throughout"},
    {"threads", 0, "N", STEP_ANY, COUNT(threads),
     .help = "compute with at most N threads (also: ATTN_THREADS)"},
    {"kernel", 0, "NAME", STEP_ANY, TEXT(kernel),
     .help = "which build of the arithmetic to use (also: ATTN_KERNEL)"},
    {"max-memory", 0, "SIZE", STEP_ANY, CUSTOM(set_max_memory), .show = show_max_memory,
     .help = "refuse, before it starts, a run that would take more (500M, 2G)"},
    {"progress", 0, "auto|always|never", STEP_ANY, CHOICE(progress, progress_names),
     .help =
         "show the progress of a run of over two seconds on standard error; auto: on a terminal"},
    {"verbose", 0, NULL, STEP_ANY, FLAG(verbose),
     .help = "say on standard error what was found and chosen"},
    {"quiet", 0, NULL, STEP_ANY, FLAG(quiet),
     .help = "leave out the notes on what changes numbers and was not asked for"},
    {"help", 'h', NULL, STEP_ANY, FLAG(help), .help = "this text"},
    {"version", 0, NULL, STEP_ANY, FLAG(version),
     .help = "the version, the kernels and libcsv's version"},
};

const size_t option_row_count = sizeof option_rows / sizeof option_rows[0];
_Static_assert(sizeof option_rows / sizeof option_rows[0] <= OPTION_ROWS_MAX,
               "what is as long as the table has to grow");

const struct option_row *option_find(const char *name, size_t length)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (strncmp(option_rows[i].name, name, length) == 0 && option_rows[i].name[length] == '\0')
            return &option_rows[i];
    return NULL;
}

/* What a positive number is wanted for where 0 asks for what another option gives. */
static const char *positive_for(const struct option_row *row, const char *argument)
{
    double value;
    bool zero = read_number(argument, &value) && value == 0;
    return zero && strcmp(row->name, "temperature") == 0
               ? "a positive number; --top=1 takes each row's best alone"
               : "a positive number";
}

static enum status store_choice(const struct option_row *row, void *field, const char *argument,
                                struct error *error)
{
    argument = argument ? argument : row->letter_means;
    for (int i = 0; row->choices[i]; i++)
        if (strcmp(argument, row->choices[i]) == 0) {
            memcpy(field, &i, sizeof i);
            return STATUS_OK;
        }
    char before[64];
    snprintf(before, sizeof before, "--%s=", row->name);
    error_set(error, STATUS_USAGE, "--%s: '%s' is not one of %s", row->name, argument,
              row->argument);
    for (int i = 0; row->choices[i]; i++)
        if (word_means(word_find(argument), before, row->choices[i]))
            error_append(error, "; did you mean '%s'?", row->choices[i]);
    return STATUS_USAGE;
}

enum status option_store(const struct option_row *row, struct request *request,
                         const char *argument, struct error *error)
{
    void *field = (char *)request + row->offset;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return STATUS_OK;
    case OPTION_TEXT:
    case OPTION_FILE:
        *(const char **)field = argument;
        return STATUS_OK;
    case OPTION_POSITIVE:
        return read_positive(argument, field)
                   ? STATUS_OK
                   : refuse(row, argument, positive_for(row, argument), error);
    case OPTION_NUMBER:
        return read_number(argument, field) ? STATUS_OK
                                            : refuse(row, argument, "a finite number", error);
    case OPTION_WHOLE:
        return set_whole(row, argument, 0, INT32_MAX, field, error);
    case OPTION_COUNT:
        return set_whole(row, argument, 1, INT32_MAX, field, error);
    case OPTION_CHOICE:
        return store_choice(row, field, argument, error);
    case OPTION_CUSTOM:
        break;
    }
    return row->set(row, request, argument, error);
}

void option_default(const struct option_row *row, const struct stage *stage, char *text,
                    size_t size)
{
    struct request defaults;
    request_defaults(&defaults, stage);
    const void *field = (const char *)&defaults + row->offset;
    int choice;
    text[0] = '\0';
    if (row->fallback) {
        snprintf(text, size, "%s", row->fallback);
    } else if (row->shown == OPTION_NUMBER ||
               (row->shown == OPTION_POSITIVE && *(const double *)field > 0)) {
        snprintf(text, size, "%g", *(const double *)field);
    } else if (row->shown == OPTION_COUNT && *(const size_t *)field > 0) {
        snprintf(text, size, "%zu", *(const size_t *)field);
    } else if (row->shown == OPTION_CHOICE) {
        memcpy(&choice, field, sizeof choice);
        snprintf(text, size, "%s", row->choices[choice]);
    } else if (row->show) {
        row->show(&defaults, text, size);
    }
}
