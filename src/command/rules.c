/* Rules between options; see rules.h. Each is tried in its turn, and the first that is broken is
 * told. */
#include "command/rules.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ranks.h"

typedef enum status rule(const struct request *request, const struct given *given,
                         struct error *error);

static bool is_given(const struct given *given, const char *name)
{
    return given->options[option_find(name, strlen(name)) - option_rows];
}

/* The first of the names, NULL at the end, that was given; NULL if none was. */
static const char *first_given(const struct given *given, const char *const *names)
{
    while (*names && !is_given(given, *names))
        names++;
    return *names;
}

/* The operands that this stage takes in this run. */
static enum status check_operands(const struct request *request, const struct given *given,
                                  struct error *error)
{
    const struct stage *stage = request->stage;
    const bool pairs = stage->own_steps & STEP_SIMILARITY, queries = is_given(given, "queries");
    int count = given->operand_count, most = stage->operands_max;
    if (is_given(given, "keys") && !request->fused)
        return error_set(error, STATUS_USAGE, "--keys needs the queries; give them with -q");
    if (is_given(given, "values") && !queries && stage->fused_steps & STEP_VALUES)
        return error_set(error, STATUS_USAGE, "--values needs the queries; give them with -q");
    if (queries && stage->operands_fused)
        most = stage->operands_fused;
    else if (queries && !pairs && count > 0)
        return error_set(error, STATUS_USAGE,
                         "operand '%s' and -q: %s is either given its own input or computes it",
                         given->operands[0], stage->name);
    if (pairs)
        most -= queries + is_given(given, "keys");
    if (count > most)
        return error_set(error, STATUS_USAGE, "extra operand '%s'; usage: attn %s [OPTION]... %s",
                         given->operands[most], stage->name, stage->operands);
    if (!queries && count < stage->operands_min)
        return error_set(error, STATUS_USAGE, "missing operand; usage: attn %s [OPTION]... %s%s",
                         stage->name, stage->operands,
                         stage->fused_steps ? ", or -q QUERIES to compute what comes before" : "");
    if ((!queries || stage->operands_fused) && count == 0 && isatty(STDIN_FILENO))
        return error_set(error, STATUS_USAGE,
                         "standard input is a terminal; usage: attn %s [OPTION]... %s; 'attn help "
                         "%s' says more; to try it, type rows after 'attn %s -' and end with "
                         "Ctrl-D, or give them in place: attn %s @'1 2; 3 4'",
                         stage->name, stage->operands, stage->name, stage->name, stage->name);
    return STATUS_OK;
}

/* Inputs whose rows come only once. */
struct once {
    int standard; /* how many are standard input */
    struct stat pipes[16];
    size_t count;
    const char *again; /* a pipe that another reads, too; NULL: none */
};

static void take_input(struct once *once, const char *file)
{
    struct stat about;
    if (!file)
        return;
    const bool is_standard = strcmp(file, "-") == 0;
    once->standard += is_standard;
    if ((is_standard ? fstat(STDIN_FILENO, &about) : stat(file, &about)) != 0 ||
        !(S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode)))
        return;
    for (size_t i = 0; i < once->count; i++)
        if (once->pipes[i].st_dev == about.st_dev && once->pipes[i].st_ino == about.st_ino)
            once->again = file;
    if (once->count < sizeof once->pipes / sizeof *once->pipes)
        once->pipes[once->count++] = about;
}

static enum status check_standard_input(const struct request *request, const struct given *given,
                                        struct error *error)
{
    /* Those that may be left out, or be numbers: their rows are of no kind of file. */
    static const enum side_file others[] = {SIDE_QUERY_NORM, SIDE_KEY_NORM, SIDE_SCALES,
                                            SIDE_SLOPES, SIDE_SINKS};
    (void)given;
    struct once once = {0};
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->kind != OPTION_FILE)
            continue;
        take_input(&once, *(const char *const *)((const char *)request + row->offset));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        take_input(&once, request->sides[others[i]]);
    for (int i = 0; i < OPERANDS_MAX; i++)
        take_input(&once, request->operands[i]);
    for (size_t i = OPERANDS_MAX; i < request->file_count; i++)
        take_input(&once, request->files[i]);
    const bool again = request->values && request->values == request->queries;
    if (once.standard > 1)
        return error_set(error, STATUS_USAGE, "standard input ('-') can be read only once%s",
                         again || (request->keys && request->keys == request->queries)
                             ? ", and --key-columns and --value-columns want the queries' file "
                               "once more: save it in a file first"
                             : "");
    if (once.again && ranks_count() == 1)
        return error_set(error, STATUS_USAGE,
                         "'%s' is a pipe that another input reads, too, and its rows come only "
                         "once: save it in a file first",
                         once.again);
    return STATUS_OK;
}

/* A kernel that this machine does not run is refused even where no arithmetic needs one. */
static enum status check_kernel(const struct request *request, const struct given *given,
                                struct error *error)
{
    const char *name = request->kernel;
    if (!name || kernel_runs(name))
        return STATUS_OK;
    bool known = false;
    for (size_t i = 0; kernel_names[i]; i++)
        known |= strcmp(name, kernel_names[i]) == 0;
    for (size_t i = 0; kernel_names_elsewhere[i]; i++)
        known |= strcmp(name, kernel_names_elsewhere[i]) == 0;
    error_set(error, STATUS_USAGE, "%s%s '%s'; the kernels are",
              is_given(given, "kernel") ? "" : "ATTN_KERNEL in the environment: ",
              known ? "this machine cannot run the kernel" : "unknown kernel", name);
    for (size_t i = 0; kernel_names[i]; i++)
        error_append(error, "%s %s", i ? "," : "", kernel_names[i]);
    return STATUS_USAGE;
}

/* What else may be meant by an option that a stage does not take. */
static const char *hint_for(const struct option_row *row)
{
    if (strcmp(row->name, "count") == 0)
        return "--top=K leaves only the K best keys a weight; see ";
    if (strcmp(row->name, "top") == 0)
        return "--count=N lists the N best keys of attn top; see ";
    return "see ";
}

/* Refuses an option that nothing in this run would use. */
static enum status check_use(const struct request *request, const struct option_row *row,
                             struct error *error)
{
    const struct stage *stage = request->stage;
    const struct similarity *similarity = request->layer.attention.similarity.function;
    const struct normalizer *normalizer = request->layer.attention.normalizer.function;
    unsigned steps = request->fused ? stage->fused_steps : stage->own_steps;
    if (row->steps & STEP_ANY)
        return STATUS_OK;
    if (!(row->steps & (stage->fused_steps | stage->own_steps)))
        return error_set(error, STATUS_USAGE, "%s has no use for --%s; %s'attn help %s'",
                         stage->name, row->name, hint_for(row), stage->name);
    if (row->steps & STEP_OPERANDS)
        return STATUS_OK;
    if (!(row->steps & steps))
        return error_set(
            error, STATUS_USAGE, "--%s has no effect on %s; give the queries with -q", row->name,
            stage->own_steps & STEP_SCORE ? "ready-made scores" : "a ready-made distribution");
    bool of_normalizer = row->steps & STEP_NORMALIZE;
    if (row->parameter & ~(similarity->parameters | normalizer->parameters))
        return error_set(error, STATUS_USAGE, "--%s has no effect on --%s=%s", row->name,
                         of_normalizer ? "normalize" : "similarity",
                         of_normalizer ? normalizer->name : similarity->name);
    return STATUS_OK;
}

static enum status check_uses(const struct request *request, const struct given *given,
                              struct error *error)
{
    for (size_t i = 0; i < option_row_count; i++) {
        enum status status =
            given->options[i] ? check_use(request, &option_rows[i], error) : STATUS_OK;
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* The files that the similarity cannot do without. */
static enum status check_needed(const struct request *request, const struct given *given,
                                struct error *error)
{
    const struct similarity *similarity = request->layer.attention.similarity.function;
    for (size_t i = 0; request->fused && i < option_row_count; i++)
        if ((similarity->needed & option_rows[i].parameter) && !given->options[i])
            return error_set(error, STATUS_USAGE, "--similarity=%s needs --%s=%s", similarity->name,
                             option_rows[i].name, option_rows[i].argument);
    return STATUS_OK;
}

static enum status check_heads(const struct request *request, const struct given *given,
                               struct error *error)
{
    size_t heads = request->layer.heads, kv_heads = request->layer.kv_heads;
    if (heads % kv_heads != 0)
        return error_set(error, STATUS_USAGE, "--heads=%zu is no multiple of --kv-heads=%zu", heads,
                         kv_heads);
    if (request->one_head && request->first_head >= heads)
        return error_set(error, STATUS_USAGE, "--head=%zu: there are %zu, counted from 0",
                         request->first_head, heads);
    if (request->one_head && is_given(given, "project-output"))
        return error_set(error, STATUS_USAGE,
                         "--project-output takes all heads, --head=%zu leaves one",
                         request->first_head);
    if (request->stage->fused_steps & STEP_RANK && request->head_count > 1)
        return error_set(error, STATUS_USAGE,
                         "%s lists one head of --heads=%zu; name it with --head",
                         request->stage->name, heads);
    const struct {
        const char *name;
        const struct number_list *list;
    } lists[] = {
        {"scale", &request->scales}, {"alibi", &request->slopes}, {"sink", &request->sinks}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].list->count > 1 && lists[i].list->count != heads)
            return error_set(
                error, STATUS_USAGE,
                "--%s=%s has %zu numbers for %zu head%s: it needs one for each, or one "
                "for all",
                lists[i].name, lists[i].list->text, lists[i].list->count, heads,
                heads > 1 ? "s" : "");
    if (heads > 1 && !request->fused && request->reading.missing == MISSING_DROP)
        return error_set(error, STATUS_USAGE,
                         "--missing=drop would leave ready-made heads of unequal length");
    return STATUS_OK;
}

static enum status check_projections(const struct request *request, const struct given *given,
                                     struct error *error)
{
    static const char *const names[] = {"queries", "keys", "values", "output"};
    (void)given;
    for (int i = 0; i < 4; i++)
        if (request->sides[SIDE_QUERIES_BIAS + i] && !request->sides[SIDE_PROJECT_QUERIES + i])
            return error_set(error, STATUS_USAGE, "--project-%s-bias needs --project-%s", names[i],
                             names[i]);
    return STATUS_OK;
}

/* What makes other features of those that the files hold. */
static const char *const changing_features[] = {"project-queries",
                                                "project-keys",
                                                "norm-queries",
                                                "norm-keys",
                                                "rope",
                                                "rope-frequencies",
                                                "rope-cos",
                                                NULL};

/* What would not leave numbers of 0 or more as they are. */
static enum status check_domain(const struct request *request, const struct given *given,
                                struct error *error)
{
    const char *change = first_given(given, changing_features);
    if (!change || request->layer.attention.similarity.function->pairing != PAIRING_CHI2)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE,
                     "--similarity=%s takes numbers of 0 or more, and --%s may make others",
                     request->layer.attention.similarity.function->name, change);
}

static enum status check_rope(const struct request *request, const struct given *given,
                              struct error *error)
{
    static const char *const eased[] = {"rope-magnitude", "rope-interleaved", "rope-dim",
                                        "positions",      "key-positions",    NULL};
    const char *idle = first_given(given, eased);
    bool frequencies = is_given(given, "rope-frequencies");
    bool computed = is_given(given, "rope") || frequencies;
    bool cosines = is_given(given, "rope-cos"), sines = is_given(given, "rope-sin");
    if (cosines != sines)
        return error_set(error, STATUS_USAGE, "--rope-cos and --rope-sin go together");
    if (frequencies && is_given(given, "rope"))
        return error_set(error, STATUS_USAGE,
                         "--rope computes what --rope-frequencies gives; choose one");
    if (cosines && computed)
        return error_set(error, STATUS_USAGE,
                         "--%s computes what --rope-cos and --rope-sin give; choose one",
                         frequencies ? "rope-frequencies" : "rope");
    if (idle && !computed && !cosines)
        return error_set(error, STATUS_USAGE,
                         "--%s has no effect without --rope, --rope-frequencies, or --rope-cos and "
                         "--rope-sin",
                         idle);
    if (is_given(given, "norm-epsilon") && !request->layer.query_norm.on &&
        !request->layer.key_norm.on)
        return error_set(error, STATUS_USAGE,
                         "--norm-epsilon has no effect without --norm-queries or --norm-keys");
    if (request->layer.rope.width % 2 != 0)
        return error_set(error, STATUS_USAGE,
                         "--rope-dim=%zu: features turn in pairs; give an even number",
                         request->layer.rope.width);
    return STATUS_OK;
}

/* A parameter becomes a number of the run's precision: one that is too large or too small for it
 * would be infinite, or lose its digits. `added`: it is added to other numbers, and a tiny one is
 * as good as 0. */
static enum status check_range(const struct request *request, const char *name, double value,
                               bool added, struct error *error)
{
    bool single = request->reading.precision == PRECISION_SINGLE;
    double least = single ? (double)FLT_MIN : DBL_MIN, most = single ? (double)FLT_MAX : DBL_MAX;
    double size = fabs(single ? (double)(float)value : value);
    bool tiny = fabs(value) > 0 && size < least && !added;
    if (!tiny && !(size > most))
        return STATUS_OK;
    /* As it was typed, but for more digits than a number has. */
    char typed[32];
    int digits = 1;
    do
        snprintf(typed, sizeof typed, "%.*g", digits, value);
    while (strtod(typed, NULL) != value && digits++ < 17);
    error_set(error, STATUS_USAGE,
              "--%s=%s is out of range of %s precision, which is from %.3g to %.3g", name, typed,
              single ? "single" : "double", least, most);
    if (single && fabs(value) >= DBL_MIN)
        error_append(error, "; use --precision=double");
    return STATUS_USAGE;
}

static enum status check_list_range(const struct request *request, const char *name,
                                    const struct number_list *list, bool added, struct error *error)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < list->count; i++)
        status = check_range(request, name, list->numbers[i], added, error);
    return status;
}

static enum status check_ranges(const struct request *request, const struct given *given,
                                struct error *error)
{
    const struct attention *attention = &request->layer.attention;
    const struct similarity_parameters *f = &attention->similarity;
    const struct normalizer_parameters *n = &attention->normalizer;
    /* For other functions a plan has bandwidths in place of an extreme gamma. */
    bool gamma = f->function->finish == FINISH_POLYNOMIAL || f->function->pairing == PAIRING_CHI2;
    const struct {
        const char *name;
        double value;
        bool added;
    } parameters[] = {{"softcap", attention->softcap, false},
                      {"temperature", n->temperature, false},
                      {"gamma", gamma ? f->gamma : 0, false},
                      {"radius", f->radius, false},
                      {"coef0", f->coef0, true},
                      {"sigmoid-bias", n->sigmoid_bias, true},
                      {"alpha", n->alpha, false}};
    const struct {
        const char *name;
        const struct number_list *list;
        bool added;
    } lists[] = {{"scale", &request->scales, false},
                 {"alibi", &request->slopes, false},
                 {"sink", &request->sinks, true},
                 {"bandwidth", &request->bandwidths, false}};
    (void)given;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof parameters / sizeof *parameters; i++)
        status = check_range(request, parameters[i].name, parameters[i].value, parameters[i].added,
                             error);
    for (size_t i = 0; status == STATUS_OK && i < sizeof lists / sizeof *lists; i++)
        status = check_list_range(request, lists[i].name, lists[i].list, lists[i].added, error);
    return status;
}

/* The option that would change scores where there are none; NULL: no such option. */
static const char *option_of_scores(const struct request *request)
{
    const struct attention *attention = &request->layer.attention;
    double temperature = attention->normalizer.temperature;
    return attention->similarity.function != similarity_find("dot") ? "similarity"
           : request->scaling != SCALE_DEFAULT                      ? "scale"
           : attention->softcap > 0                                 ? "softcap"
           : request->bias_file                                     ? "bias"
           : request->layer.alibi || request->slopes.text           ? "alibi"
           : temperature > 1 || temperature < 1                     ? "temperature"
                                                                    : NULL;
}

static enum status check_normalizer(const struct request *request, const struct given *given,
                                    struct error *error)
{
    const struct normalizer *normalizer = request->layer.attention.normalizer.function;
    enum normalizer_kind kind = normalizer->kind;
    (void)given;
    if (kind == NORMALIZER_LINEAR && !request->fused)
        return error_set(error, STATUS_USAGE,
                         "--normalize=linear makes its own scores; give the queries with -q");
    if (kind == NORMALIZER_LINEAR && option_of_scores(request))
        return error_set(error, STATUS_USAGE,
                         "--%s has no effect on --normalize=linear, which makes its own scores",
                         option_of_scores(request));
    if (request->layer.attention.normalizer.log && kind == NORMALIZER_NONE)
        return error_set(error, STATUS_USAGE,
                         "--log has no meaning for --normalize=none: scores may be negative");
    if (request->lse && (kind != NORMALIZER_SOFTMAX || request->axis != AXIS_ROW))
        return error_set(error, STATUS_USAGE,
                         "--lse is the log of softmax's denominator in each row: it has no "
                         "meaning for %s",
                         request->axis == AXIS_ROW ? normalizer->name : "another --axis");
    return STATUS_OK;
}

static enum status check_local(const struct request *request, const struct given *given,
                               struct error *error)
{
    static const char *const of_prediction[] = {"local-weight", "local-vector", "renormalize",
                                                NULL};
    bool predicted = is_given(given, "local-p");
    const char *idle = first_given(given, of_prediction);
    if (predicted && !(is_given(given, "local-weight") && is_given(given, "local-vector")))
        return error_set(error, STATUS_USAGE,
                         "--local-p needs --local-weight=FILE and --local-vector=FILE");
    if (idle && !predicted)
        return error_set(error, STATUS_USAGE, "--%s has no effect without --local-p", idle);
    if (predicted && request->group)
        return error_set(error, STATUS_USAGE,
                         "--local-p predicts a place among all keys; --group counts places within "
                         "groups");
    if (predicted && is_given(given, "local-m"))
        return error_set(error, STATUS_USAGE,
                         "--local-m and --local-p put the window elsewhere; choose one");
    if (predicted && request->axis != AXIS_ROW)
        return error_set(error, STATUS_USAGE,
                         "--local-p weighs the keys of each query; it has no meaning for another "
                         "--axis");
    return STATUS_OK;
}

static enum status check_distance(const struct request *request, const struct given *given,
                                  struct error *error)
{
    static const char *const changing[] = {"scale", "softcap",     "bias",
                                           "alibi", "temperature", NULL};
    const char *option = is_given(given, "distance") ? "distance" : "max-distance";
    const char *change = first_given(given, changing);
    if (!request->list.distance)
        return STATUS_OK;
    if (!request->layer.attention.similarity.function->distance)
        return error_set(error, STATUS_USAGE,
                         "--%s is for functions that are minus a distance (euclidean, sqeuclidean, "
                         "manhattan, mahalanobis, haversine), which %s is not",
                         option, request->layer.attention.similarity.function->name);
    if (request->list.max_distance < 0)
        return error_set(error, STATUS_USAGE, "--max-distance: no distance is below 0");
    if (is_given(given, "min-score"))
        return error_set(error, STATUS_USAGE,
                         "--%s prints distances, which --min-score does not bound; use "
                         "--max-distance",
                         option);
    if (change)
        return error_set(error, STATUS_USAGE,
                         "--%s prints distances as they are; --%s changes them", option, change);
    return STATUS_OK;
}

/* The lists of top. */
static enum status check_list(const struct request *request, const struct given *given,
                              struct error *error)
{
    static const char *const of_weights[] = {"top",          "normalize", "log", "alpha",
                                             "sigmoid-bias", "sink",      NULL};
    const bool pairs = request->list.pairs;
    const char *idle = pairs || request->list.no_weight ? first_given(given, of_weights) : NULL;
    if (pairs && request->keys)
        return error_set(error, STATUS_USAGE,
                         "--pairs lists pairs of queries; it takes no other keys");
    if (pairs && request->count && !is_given(given, "count"))
        return error_set(error, STATUS_USAGE,
                         "--pairs needs --min-score=X (of distances --max-distance=X), or "
                         "--count=N for the N best pairs of all");
    if (pairs && request->layer.attention.mask.causal)
        return error_set(error, STATUS_USAGE,
                         "--pairs lists a query with later ones, which --causal hides");
    if (idle && strcmp(idle, "top") == 0)
        return error_set(error, STATUS_USAGE,
                         "--%s lists no weights, and --top=K leaves K keys a weight; to list N "
                         "keys use --count=N",
                         pairs ? "pairs" : "no-weight");
    if (idle)
        return error_set(error, STATUS_USAGE, "--%s lists no weights; --%s has no effect on it",
                         pairs ? "pairs" : "no-weight", idle);
    return check_distance(request, given, error);
}

/* The bandwidth of the least error is that of a plain kernel estimate over one head. */
static enum status check_bandwidth(const struct request *request, const struct given *given,
                                   struct error *error)
{
    static const char *const changing[] = {
        "scale",       "softcap", "mask", "bias",  "alibi",          "local-p",        "axis",
        "temperature", "sink",    "top",  "heads", "project-values", "project-output", NULL};
    const struct stage *stage = request->stage;
    const struct normalizer *normalizer = request->layer.attention.normalizer.function;
    const char *conflicting = first_given(given, changing);
    if (!conflicting)
        conflicting = first_given(given, changing_features);
    if (!request->bandwidth_auto)
        return STATUS_OK;
    if (!(stage->fused_steps & STEP_MIX) || stage->own_steps & STEP_BACKWARD)
        return error_set(error, STATUS_USAGE,
                         "--bandwidth=auto predicts values, which %s does not: find the width with "
                         "attn context, which notes it, and give it here",
                         stage->name);
    if (normalizer->kind != NORMALIZER_SOFTMAX)
        return error_set(error, STATUS_USAGE, "--bandwidth=auto does not go with --normalize=%s",
                         normalizer->name);
    if (conflicting)
        return error_set(error, STATUS_USAGE, "--bandwidth=auto does not go with --%s",
                         conflicting);
    return STATUS_OK;
}

/* What is learnt from the keys as they are read. */
static enum status check_fitting(const struct request *request, const struct given *given,
                                 struct error *error)
{
    static const char *const changing[] = {
        "heads", "project-queries",  "project-keys", "norm-queries", "norm-keys",
        "rope",  "rope-frequencies", "rope-cos",     "standardize",  NULL};
    const struct similarity *function = request->layer.attention.similarity.function;
    const char *change = function->whitened ? first_given(given, changing) : NULL;
    if (function->no_gradient && request->stage->own_steps & STEP_BACKWARD)
        return error_set(error, STATUS_USAGE, "there is no gradient of --similarity=%s, %s",
                         function->name, function->no_gradient);
    if (change)
        return error_set(error, STATUS_USAGE,
                         "--similarity=%s has one covariance, of the features as they are; it does "
                         "not go with --%s",
                         function->name, change);
    return STATUS_OK;
}

/* Options that act through others, of which none is given. */
static enum status check_idle(const struct request *request, const struct given *given,
                              struct error *error)
{
    static const char *const placed[] = {"causal", "window", "alibi", "local-m", NULL};
    bool turned = (is_given(given, "rope") || is_given(given, "rope-frequencies") ||
                   is_given(given, "rope-cos")) &&
                  !is_given(given, "positions");
    const struct mask *mask = &request->layer.attention.mask;
    const struct normalizer *normalizer = request->layer.attention.normalizer.function;
    enum normalizer_kind kind = normalizer->kind;
    bool single = kind == NORMALIZER_SIGMOID || kind == NORMALIZER_RELU || kind == NORMALIZER_NONE;
    const bool idle = (mask->offset != 0 || request->offset_end) && !first_given(given, placed) &&
                      !turned && !mask->exclude_self;
    if (idle && request->exclude_names)
        return error_set(error, STATUS_USAGE,
                         "--exclude-self=label goes by label; --offset has no effect on it");
    if (idle)
        return error_set(error, STATUS_USAGE,
                         "--offset has no effect without --causal, --window, --exclude-self, "
                         "--alibi, --local-m or --rope, which go by position");
    if (request->stage->fused_steps & STEP_LSE && is_given(given, "lse-base") && !request->lse)
        return error_set(error, STATUS_USAGE, "--lse-base has no effect without --lse");
    if (mask->prefix > 0 && !mask->causal && !mask->window)
        return error_set(error, STATUS_USAGE,
                         "--prefix has no effect without --causal or --window, which it eases");
    if (single && request->axis != AXIS_ROW && request->layer.attention.normalizer.top == 0)
        return error_set(error, STATUS_USAGE,
                         "--axis has no effect on --normalize=%s, which takes each score by itself",
                         normalizer->name);
    return STATUS_OK;
}

static enum status check_sides(const struct request *request, const struct given *given,
                               struct error *error)
{
    (void)given;
    const char *lists[][2] = {{"group", request->group}, {"classes", request->classes}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i][1] && strchr(lists[i][1], ','))
            return error_set(error, STATUS_USAGE, "--%s: '%s' is more than one column", lists[i][0],
                             lists[i][1]);
    return STATUS_OK;
}

static enum status check_classes(const struct request *request, const struct given *given,
                                 struct error *error)
{
    static const char *const other[] = {"value-columns", "heads", "project-values",
                                        "project-output", NULL};
    const char *idle = first_given(given, other);
    if (request->predict && !request->classes)
        return error_set(error, STATUS_USAGE,
                         "--predict tells the likeliest class; name their column with --classes");
    if (request->predict && request->writing.plain)
        return error_set(error, STATUS_USAGE,
                         "--plain writes numbers only, and --predict adds a column of text");
    if (request->classes && idle)
        return error_set(
            error, STATUS_USAGE,
            "--classes makes the values, one column per class; --%s has no meaning for "
            "them",
            idle);
    return STATUS_OK;
}

static enum status check_explain(const struct request *request, const struct given *given,
                                 struct error *error)
{
    static const char *const others[] = {
        "csv", "plain", "output-delimiter", "append", "silent", "errors", "svg", NULL};
    const char *idle = first_given(given, others);
    if (request->explain && idle)
        return error_set(error, STATUS_USAGE,
                         "--explain tells of numbers in words; it does not go with --%s", idle);
    if (request->explain && request->compare.by == COMPARE_BY_ROW)
        return error_set(error, STATUS_USAGE,
                         "--explain tells of all rows before the report; it "
                         "does not go with --by=row");
    return STATUS_OK;
}

static enum status check_show(const struct request *request, const struct given *given,
                              struct error *error)
{
    (void)given;
    if (!request->show)
        return STATUS_OK;
    if (*request->show == '-')
        return error_set(error, STATUS_USAGE, "--show names the columns to list, and not others");
    if (request->writing.plain)
        return error_set(error, STATUS_USAGE,
                         "--plain writes numbers only, and --show the cells of the keys");
    return STATUS_OK;
}

static enum status check_append(const struct request *request, const struct given *given,
                                struct error *error)
{
    const bool in_turn = !(request->stage->own_steps & STEP_MIX) && request->head_count > 1;
    if (request->as && !request->append)
        return error_set(error, STATUS_USAGE, "--as has no effect without --append");
    if (request->append && request->writing.plain)
        return error_set(error, STATUS_USAGE,
                         "--plain writes numbers only, and --append the cells of the queries");
    if (request->append && in_turn)
        return error_set(error, STATUS_USAGE,
                         "--append: %s gives one head after the other, and so several rows per "
                         "query; name one with --head",
                         request->stage->name);
    (void)given;
    return STATUS_OK;
}

static enum status check_compare(const struct request *request, const struct given *given,
                                 struct error *error)
{
    static const char *const of_report[] = {"by", "csv", "silent", NULL};
    const char *idle = first_given(given, of_report);
    if (request->compare.errors && idle)
        return error_set(
            error, STATUS_USAGE,
            "--errors writes a matrix in place of the report; --%s has no effect on it", idle);
    if (request->compare.silent && (is_given(given, "by") || request->output))
        return error_set(error, STATUS_USAGE, "--silent writes no report; --%s has no effect",
                         request->output ? "output" : "by");
    return STATUS_OK;
}

static enum status check_merge(const struct request *request, const struct given *given,
                               struct error *error)
{
    static const char *const of_lse[] = {"lse", "lse-base", "lse-last", "sink", NULL};
    const char *idle = first_given(given, of_lse);
    if (request->merge.sum && idle)
        return error_set(error, STATUS_USAGE, "--sum adds numbers; --%s has no effect on them",
                         idle);
    if (request->merge.sum && is_given(given, "heads"))
        return error_set(error, STATUS_USAGE, "--sum adds numbers; --heads has no effect on them");
    return STATUS_OK;
}

/* How many bits are set. */
static int count_bits(unsigned bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static enum status check_gradient(const struct request *request, const struct given *given,
                                  struct error *error)
{
    if (!(request->stage->own_steps & STEP_BACKWARD))
        return STATUS_OK;
    if (!request->gradient.upstream)
        return error_set(error, STATUS_USAGE,
                         "gradient needs --upstream=FILE, the gradient by the context");
    if (!request->gradient.by)
        return error_set(error, STATUS_USAGE,
                         "gradient needs --of=LIST: queries, keys, values, bias ...");
    for (int by = BY_BIAS; by < BY_COUNT; by++)
        if (request->gradient.by >> by & 1 && !is_given(given, gradient_names[by]))
            return error_set(error, STATUS_USAGE, "--of=%s needs --%s", gradient_names[by],
                             gradient_names[by]);
    if (request->explain && request->output && strchr(request->output, '%'))
        return error_set(error, STATUS_USAGE,
                         "--explain tells of all gradients in one file; leave the %% out of -o");
    if (count_bits(request->gradient.by) > 1 && !request->explain &&
        !(request->output && strchr(request->output, '%')))
        return error_set(error, STATUS_USAGE,
                         "--of names several gradients: -o needs a %% in the name, as in -o "
                         "d%%.csv, for the name of each");
    if (request->reading.missing == MISSING_DROP && request->gradient.by >> BY_BIAS & 1)
        return error_set(
            error, STATUS_USAGE,
            "--missing=drop takes queries and keys out, and --of=bias has a number for "
            "each; use --missing=zero");
    return STATUS_OK;
}

enum status rules_check(const struct request *request, const struct given *given,
                        struct error *error)
{
    static rule *const rules[] = {
        check_operands,   check_standard_input, check_kernel, check_uses,    check_needed,
        check_heads,      check_projections,    check_domain, check_rope,    check_ranges,
        check_normalizer, check_local,          check_idle,   check_sides,   check_classes,
        check_explain,    check_show,           check_append, check_fitting, check_bandwidth,
        check_list,       check_compare,        check_merge,  check_gradient};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        enum status status = rules[i](request, given, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}
