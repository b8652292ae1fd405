/* Fuzzes the command line of a stage: a byte chooses the stage, lines are the arguments. What is
 * taken lies within bounds, what is refused has a message. Nothing is run. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS = 40 };

static enum status run_nothing(const struct stage *stage, int argc, char **argv,
                               struct error *error)
{
    (void)stage, (void)argc, (void)argv, (void)error;
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

static void check(const struct options *options)
{
    expect(options->temperature > 0 && isfinite(options->temperature), "a temperature");
    expect(isfinite(options->scale) && isfinite(options->coef0), "numbers are finite");
    expect(options->softcap >= 0 && isfinite(options->softcap), "a softcap");
    expect(options->bandwidth > 0 && options->gamma >= 0, "widths are positive");
    expect(options->degree > 0 && options->heads > 0, "counts are positive");
    expect(options->digits >= 0 && options->digits <= 17, "digits");
    expect(options->similarity && options->normalizer, "functions");
    expect(options->operand_count <= options->stage->operands_max, "operands");
    expect(options->reading.delimiter != '\0', "a delimiter");
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
    struct options options;
    struct error error = {{0}};
    enum status status = options_read(&options, stage, count, words, &error);
    expect(status == STATUS_OK || error.text[0], "a refusal has a message");
    if (status == STATUS_OK && !options.help)
        check(&options);
    free(text);
    return 0;
}
