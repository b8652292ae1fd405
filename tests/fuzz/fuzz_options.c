/* Fuzzes the command line of a stage: a byte chooses the stage, lines are the arguments. What is
 * taken lies within bounds, what is refused has a message. Nothing is run. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS = 40 };

static enum status run_nothing(const struct request *request, struct error *error)
{
    (void)request, (void)error;
    return STATUS_OK;
}

static const struct stage stages[] = {
    {.name = "everything",
     .operands = "A B",
     .own_steps = ~0u,
     .fused_steps = ~0u,
     .operands_max = 2,
     .run = run_nothing},
    {.name = "scores",
     .operands = "A",
     .own_steps = STEP_ANY | STEP_WRITE | STEP_OPERANDS | STEP_SIMILARITY | STEP_SCORE | STEP_HEADS,
     .fused_steps = STEP_ANY | STEP_WRITE | STEP_SIMILARITY | STEP_SCORE | STEP_HEADS,
     .operands_max = 1,
     .run = run_nothing},
    {.name = "mixture",
     .operands = "A B",
     .own_steps = STEP_ANY | STEP_WRITE | STEP_HEADS | STEP_MIX,
     .fused_steps = ~0u,
     .operands_min = 2,
     .operands_max = 2,
     .missing = MISSING_KEEP,
     .run = run_nothing},
};

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

static void check(const struct request *request)
{
    const struct layer *layer = &request->layer;
    const struct similarity_parameters *f = &layer->attention.similarity;
    const struct normalizer_parameters *n = &layer->attention.normalizer;
    const struct mask *mask = &layer->attention.mask;
    const int64_t most = INT64_MAX / 4;
    expect(n->temperature > 0 && isfinite(n->temperature), "a temperature");
    expect(isfinite(f->scale) && isfinite(f->coef0), "numbers are finite");
    expect(layer->attention.softcap >= 0 && isfinite(layer->attention.softcap), "a softcap");
    expect(f->bandwidth > 0 && f->gamma >= 0, "widths are positive");
    expect(f->degree > 0 && layer->heads > 0 && layer->kv_heads > 0, "counts are positive");
    expect(request->first_head + request->head_count <= layer->heads, "heads that there are");
    expect(mask->left <= most && mask->right <= most && mask->offset <= most &&
               mask->valid_keys <= (size_t)most,
           "positions that fit");
    expect(request->writing.digits >= 0 && request->writing.digits <= 17, "digits");
    expect(f->function && n->function, "functions");
    expect(request->fused ? request->queries != NULL : request->operands[0] != NULL, "an input");
    expect(request->writing.delimiter, "a delimiter of the output");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *nowhere;
    if (!nowhere) /* help */
        nowhere = freopen("/dev/null", "w", stdout);
    if (size < 1)
        return -1;
    const struct stage *stage = &stages[data[0] % 3];
    char *text = malloc(size), *words[WORDS + 1] = {(char *)stage->name};
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    int count = 1;
    for (char *word = strtok(text, "\n"); word && count < WORDS; word = strtok(NULL, "\n"))
        words[count++] = word;
    struct request request;
    struct error error = {{0}};
    enum status status = request_read(&request, stage, count, words, &error);
    expect(status == STATUS_OK || error.text[0], "a refusal has a message");
    if (status == STATUS_OK && !request.help && !request.version)
        check(&request);
    request_free(&request);
    free(text);
    return 0;
}
