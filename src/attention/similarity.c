/* The table of similarity functions; see similarity.h. */
#include "attention/similarity.h"

#include <math.h>
#include <string.h>

const struct similarity similarities[] = {
    {.name = "dot",
     .formula = "q . k",
     .parameters = "",
     .source = "Luong 2015",
     .pairing = PAIRING_DOT,
     .finish = FINISH_NOTHING},
    {.name = "scaled-dot",
     .formula = "q . k / sqrt(d)",
     .parameters = "",
     .source = "Vaswani 2017",
     .pairing = PAIRING_DOT,
     .finish = FINISH_NOTHING,
     .scaled = true},
    {.name = "cosine",
     .formula = "q . k / (|q| |k|), 0 where either is 0",
     .parameters = "",
     .source = "Graves 2014; scikit-learn cosine_similarity",
     .pairing = PAIRING_DOT,
     .finish = FINISH_COSINE},
    {.name = "euclidean",
     .formula = "-|q - k|",
     .parameters = "",
     .source = "scipy cdist, negated",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_NEGATED_ROOT},
    {.name = "gaussian",
     .formula = "-|q - k|^2 / (2 h^2)",
     .parameters = "--bandwidth",
     .source = "Nadaraya 1964, Watson 1964",
     .pairing = PAIRING_SQUARED_DIFFERENCE,
     .finish = FINISH_GAUSSIAN},
};

const size_t similarity_count = sizeof similarities / sizeof similarities[0];

const struct similarity *similarity_find(const char *name)
{
    for (size_t i = 0; i < similarity_count; i++)
        if (strcmp(similarities[i].name, name) == 0)
            return &similarities[i];
    return NULL;
}

double similarity_auto_scale(size_t d)
{
    return 1 / sqrt((double)d);
}

double similarity_default_scale(const struct similarity *function, size_t d)
{
    return function->scaled ? similarity_auto_scale(d) : 1;
}
