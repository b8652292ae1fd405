/* Prints a digest of everything that a kernel computes for a set of problems:
 *
 *     digest KERNEL
 *
 * Kernels with fused multiply-add must print the same, on every machine. */
#include <inttypes.h>
#include <stdio.h>

#include "attention_fixture.h"

static const struct shape shapes[] = {
    {1, 1, 1, 1}, {7, 33, 3, 9}, {13, 257, 17, 31}, {65, 255, 64, 40}, {3, 9001, 4, 3},
};

/* FNV-1a (Fowler, Noll and Vo). */
static uint64_t add(uint64_t digest, const struct results *results, enum precision precision)
{
    for (size_t p = 0; p < PRODUCTS; p++) {
        const unsigned char *bytes = results->numbers[p];
        for (size_t i = 0; i < results->counts[p] * precision_size(precision); i++)
            digest = (digest ^ bytes[i]) * 1099511628211U;
    }
    return digest;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return EXIT_FAILURE;
    for (size_t s = 0; s < similarity_count; s++) {
        uint64_t digest = 14695981039346656037U;
        for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
            for (int precision = 0; precision < 2; precision++) {
                struct fixture f =
                    fixture_new(shapes[i], (enum precision)precision, similarities[s].name);
                f.problem.mask.causal = s % 2;
                f.problem.mask.offset = 20;
                f.problem.softcap = s % 3 == 0 ? 3 : 0;
                f.problem.normalizer.function = &normalizers[s % normalizer_count];
                f.problem.normalizer.alpha = 1.3;
                f.problem.normalizer.relu_divisor = 7;
                struct results results = compute(&f, argv[1], 2, 50);
                digest = add(digest, &results, f.precision);
                results_free(&results);
                fixture_free(&f);
            }
        printf("%-14s %016" PRIx64 "\n", similarities[s].name, digest);
    }
    return EXIT_SUCCESS;
}
