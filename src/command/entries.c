/* Lists of names from the tables; see entries.h. */
#include "command/entries.h"

#include <string.h>

#include "attention/normalizer.h"
#include "attention/similarity.h"

static struct entry similarity_row(size_t i)
{
    const struct similarity *row = &similarities[i];
    return (struct entry){row->name, row->formula, row->parameters, row->source};
}

static struct entry normalizer_row(size_t i)
{
    const struct normalizer *row = &normalizers[i];
    return (struct entry){row->name, row->formula, row->parameters, row->source};
}

static struct entry mask_row(size_t i)
{
    return mask_entries[i];
}

static struct entry head_row(size_t i)
{
    return head_entries[i];
}

static struct entry output_row(size_t i)
{
    return output_entries[i];
}

const struct entry_list entry_lists[] = {
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
     .count = &mask_entry_count,
     .row = mask_row},
    {.name = "layers",
     .topic = "heads",
     .title = "Heads, projections and rotary positions of queries Q, keys K, values V",
     .of_options = true,
     .count = &head_entry_count,
     .row = head_row},
    {.name = "outputs",
     .topic = "output",
     .title = "What else is printed",
     .of_options = true,
     .count = &output_entry_count,
     .row = output_row},
};

const size_t entry_list_count = sizeof entry_lists / sizeof entry_lists[0];

const struct entry_list *entry_list_find(const char *name)
{
    for (size_t i = 0; i < entry_list_count; i++)
        if (strcmp(entry_lists[i].name, name) == 0)
            return &entry_lists[i];
    return NULL;
}
