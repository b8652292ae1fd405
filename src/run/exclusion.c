/* --exclude-self by label, and by position; see exclusion.h. */
#include "run/exclusion.h"

#include <string.h>

#include "base/note.h"
#include "base/text.h"
#include "run/progress.h"

enum { SHOWN = 40 }; /* bytes of a label that a note shows */

enum status exclusion_open(struct exclusion *exclusion, struct mask *mask,
                           const struct labels *key_labels, bool queries_have, const char *queries,
                           const char *keys, struct error *error)
{
    const char *lacking = !queries_have ? queries : !key_labels->count ? keys : NULL;
    if (lacking)
        return error_set(error, STATUS_FAILED,
                         "%s has no labels, and --exclude-self=label goes by them; to go by "
                         "position, use --exclude-self",
                         lacking);
    enum status status = groups_number(&exclusion->names, key_labels, error);
    mask->names = exclusion->names.key_numbers;
    return status;
}

enum status exclusion_names(struct exclusion *exclusion, const struct labels *labels, size_t start,
                            struct query_block *block, struct error *error)
{
    const struct group_part part = {labels, start, block->queries.count, block->first};
    enum status status = groups_find(&exclusion->names, &part, error);
    block->names = exclusion->names.of_queries;
    return status;
}

void exclusion_note(struct exclusion *exclusion, const struct mask *mask,
                    const struct labels *labels, size_t start, const struct query_block *block)
{
    const struct labels *keys = exclusion->keys;
    if (exclusion->noted || !labels->count || !keys->count || labels == keys || block->positions)
        return;
    for (size_t row = 0; row < block->queries.count; row++) {
        const int64_t position = (int64_t)query_block_place(block, row) + mask->offset;
        const size_t key = mask_keys_before(mask, position < 0 ? 0 : (size_t)position, keys->count);
        if (position < 0 || key == keys->count || mask_place(mask, key) != (size_t)position)
            continue;
        size_t length, other_length;
        const char *label = labels_get(labels, start + row, &length);
        const char *other = labels_get(keys, key, &other_length);
        if (length == other_length && !memcmp(label, other, length))
            continue;
        exclusion->noted = true;
        progress_clear();
        note_print("--exclude-self hides '%.*s' from '%.*s', which stands at the same position; to "
                   "hide what has the same label, use --exclude-self=label",
                   (int)text_cut(other, other_length, SHOWN), other,
                   (int)text_cut(label, length, SHOWN), label);
        return;
    }
}

void exclusion_close(struct exclusion *exclusion)
{
    groups_free(&exclusion->names);
}
