/* The kernels built in, and which of them this machine runs; see attention.h. */
#include "attention/kernel/kernels.h"

#include <assert.h>
#include <string.h>

struct build {
    const char *name;
    const struct kernel *of_double, *of_single;
};

static const struct build builds[] = {
#if defined __x86_64__
    {"avx512", &kernel_avx512_double, &kernel_avx512_single},
    {"avx2", &kernel_avx2_double, &kernel_avx2_single},
#endif
#if defined __aarch64__
    {"neon", &kernel_neon_double, &kernel_neon_single},
#endif
    {"portable", &kernel_portable_double, &kernel_portable_single},
    {"reference", &kernel_reference_double, &kernel_reference_single},
};

const char *const kernel_names[] = {
#if defined __x86_64__
    "avx512",   "avx2",
#endif
#if defined __aarch64__
    "neon",
#endif
    "portable", "reference", NULL,
};

const char *const kernel_names_elsewhere[] = {
#if !defined __x86_64__
    "avx512",
    "avx2",
#endif
#if !defined __aarch64__
    "neon",
#endif
    NULL,
};

bool kernel_runs(const char *name)
{
#if defined __x86_64__
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (strcmp(name, "avx2") == 0)
        return avx2;
    if (strcmp(name, "avx512") == 0)
        return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#endif
    for (size_t i = 0; kernel_names[i]; i++)
        if (strcmp(kernel_names[i], name) == 0)
            return true;
    return false;
}

const struct kernel *kernel_find(const char *name, enum precision precision)
{
    for (size_t i = 0; i < sizeof builds / sizeof builds[0]; i++)
        if (!name ? kernel_runs(builds[i].name) : strcmp(builds[i].name, name) == 0)
            return precision == PRECISION_DOUBLE ? builds[i].of_double : builds[i].of_single;
    return NULL;
}

const struct kernel *kernel_choose(const char *name, enum precision precision)
{
    assert(!name || kernel_runs(name));
    return kernel_find(name, precision);
}
