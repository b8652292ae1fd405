/* What the options of heads, projections and rotary embedding mean together; see heads.h. */
#include "command/heads.h"

#include <stdio.h>

static enum status check_heads(const struct options *options, struct error *error)
{
    size_t kv_heads = options_kv_heads(options);
    if (options->heads % kv_heads != 0)
        return error_set(error, STATUS_USAGE, "--heads=%zu is no multiple of --kv-heads=%zu",
                         options->heads, kv_heads);
    if (options->one_head && options->head >= options->heads)
        return error_set(error, STATUS_USAGE, "--head=%zu: there are %zu, counted from 0",
                         options->head, options->heads);
    if (options->one_head && options->project[PROJECT_OUTPUT])
        return error_set(error, STATUS_USAGE,
                         "--project-output takes all heads, --head=%zu leaves one", options->head);
    if (options->stage->fused_steps & STEP_RANK && options_head_count(options) > 1)
        return error_set(error, STATUS_USAGE,
                         "%s lists one head of --heads=%zu; name it with --head",
                         options->stage->name, options->heads);
    if (options->heads > 1 && !options_fused(options) && options->reading.missing == MISSING_DROP)
        return error_set(error, STATUS_USAGE,
                         "--missing=drop would leave ready-made heads of unequal length");
    return STATUS_OK;
}

static enum status check_projections(const struct options *options, struct error *error)
{
    static const char *const names[] = {"queries", "keys", "values", "output"};
    for (int i = 0; i < PROJECT_COUNT; i++)
        if (options->project_bias[i] && !options->project[i])
            return error_set(error, STATUS_USAGE, "--project-%s-bias needs --project-%s", names[i],
                             names[i]);
    return STATUS_OK;
}

static enum status check_rope(const struct options *options, struct error *error)
{
    bool tables = options->rope_cosines || options->rope_sines;
    if (tables && !(options->rope_cosines && options->rope_sines))
        return error_set(error, STATUS_USAGE, "--rope-cos and --rope-sin go together");
    if (tables && options->rope)
        return error_set(error, STATUS_USAGE,
                         "--rope computes what --rope-cos and --rope-sin give; choose one");
    const char *idle = options->rope_interleaved ? "rope-interleaved"
                       : options->rope_width     ? "rope-dim"
                       : options->positions      ? "positions"
                       : options->key_positions  ? "key-positions"
                                                 : NULL;
    if (idle && !options->rope && !tables)
        return error_set(error, STATUS_USAGE,
                         "--%s has no effect without --rope, or --rope-cos and --rope-sin", idle);
    if (options->rope_width % 2 != 0)
        return error_set(error, STATUS_USAGE,
                         "--rope-dim=%zu: features turn in pairs; give an even number",
                         options->rope_width);
    if ((options->positions || options->key_positions) && options->reading.missing == MISSING_DROP)
        return error_set(error, STATUS_USAGE,
                         "--missing=drop takes rows out, and --%s has a number for each row",
                         options->positions ? "positions" : "key-positions");
    return STATUS_OK;
}

enum status heads_check(const struct options *options, struct error *error)
{
    enum status status = check_heads(options, error);
    if (status == STATUS_OK)
        status = check_projections(options, error);
    return status == STATUS_OK ? check_rope(options, error) : status;
}

enum status heads_labels(struct labels *labels, const struct options *options,
                         const struct layer_shape *shape, const struct labels *values,
                         size_t lse_count, struct error *error)
{
    size_t begin = 0, end = shape->joined_width;
    if (options->project[PROJECT_VALUES] || options->project[PROJECT_OUTPUT])
        return STATUS_OK;
    if (options->one_head) {
        size_t group = options->heads / options_kv_heads(options);
        begin = options->head / group * shape->value_width;
        end = begin + shape->value_width;
    } else if (shape->joined_width != values->count) {
        return STATUS_OK;
    }
    for (size_t column = begin; values->count > 0 && column < end; column++) {
        size_t length;
        const char *label = labels_get(values, column, &length);
        if (!labels_add(labels, label, length))
            return error_memory(error, "column labels");
    }
    return labels->count > 0 ? heads_lse_labels(labels, lse_count, error) : STATUS_OK;
}

enum status heads_lse_labels(struct labels *labels, size_t count, struct error *error)
{
    for (size_t head = 0; head < count; head++) {
        char label[32];
        int length = snprintf(label, sizeof label, count > 1 ? "lse %zu" : "lse", head);
        if (!labels_add(labels, label, (size_t)length))
            return error_memory(error, "column labels");
    }
    return STATUS_OK;
}
