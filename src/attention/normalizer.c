/* The table of normalizers; see normalizer.h. */
#include "attention/normalizer.h"

#include <string.h>

const struct normalizer normalizers[] = {
    {.name = "softmax",
     .formula = "exp(s_j) / sum_k exp(s_k)",
     .parameters = "",
     .source = "Bridle 1990",
     .kind = NORMALIZER_SOFTMAX,
     .online = true},
};

const size_t normalizer_count = sizeof normalizers / sizeof normalizers[0];

const struct normalizer *normalizer_find(const char *name)
{
    for (size_t i = 0; i < normalizer_count; i++)
        if (strcmp(normalizers[i].name, name) == 0)
            return &normalizers[i];
    return NULL;
}
