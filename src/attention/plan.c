/* Plans: the kernel chosen, keys packed, scratch allocated; see attention.h. */
#include <stdlib.h>
#include <string.h>

#include "attention/kernel.h"
#include "base/memory.h"

const char *const kernel_names[] = {"reference", NULL};

static const struct kernel *const kernels[] = {
    &kernel_reference_double,
    &kernel_reference_single,
};

bool kernel_runs(const char *name)
{
    return strcmp(name, "reference") == 0;
}

static const struct kernel *kernel_find(const char *name, enum precision precision)
{
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
        if (kernels[i]->precision == precision && strcmp(kernels[i]->name, name) == 0)
            return kernels[i];
    return NULL;
}

static const struct kernel *kernel_best(enum precision precision)
{
    for (size_t i = 0; kernel_names[i] != NULL; i++)
        if (kernel_runs(kernel_names[i]))
            return kernel_find(kernel_names[i], precision);
    return NULL;
}

static enum status kernel_choose(const struct kernel **kernel, const char *name,
                                 enum precision precision, struct error *error)
{
    *kernel = name ? kernel_find(name, precision) : kernel_best(precision);
    if (*kernel == NULL) {
        error_set(error, STATUS_USAGE, "unknown kernel '%s'; the kernels are", name ? name : "");
        for (size_t i = 0; kernel_names[i] != NULL; i++)
            error_append(error, "%s %s", i ? "," : "", kernel_names[i]);
        return STATUS_USAGE;
    }
    if (name != NULL && !kernel_runs(name))
        return error_set(error, STATUS_USAGE, "this machine cannot run the kernel '%s'", name);
    return STATUS_OK;
}

static bool scratch_new(struct attention_plan *plan)
{
    size_t width = pool_width(plan->pool), bytes = plan->kernel->scratch_bytes(&plan->problem);
    plan->scratch = memory_new(width, sizeof *plan->scratch);
    if (plan->scratch == NULL)
        return false;
    for (size_t worker = 0; worker < width; worker++)
        if ((plan->scratch[worker] = memory_new_aligned(bytes, 1)) == NULL)
            return false;
    return true;
}

enum status attention_plan_new(struct attention_plan **result, const struct attention *problem,
                               const char *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    const struct kernel *chosen;
    enum status status = kernel_choose(&chosen, kernel, problem->precision, error);
    if (status != STATUS_OK)
        return status;
    struct attention_plan *plan = memory_new(1, sizeof *plan);
    if (plan == NULL)
        return error_memory(error, "the working space of attention");
    *plan = (struct attention_plan){.problem = *problem, .kernel = chosen, .pool = pool};
    if (!scratch_new(plan)) {
        attention_plan_free(plan);
        return error_memory(error, "the working space of attention");
    }
    *result = plan;
    return STATUS_OK;
}

void attention_plan_free(struct attention_plan *plan)
{
    if (plan == NULL)
        return;
    if (plan->scratch != NULL)
        for (size_t worker = 0; worker < pool_width(plan->pool); worker++)
            free(plan->scratch[worker]);
    free(plan->scratch);
    free(plan);
}

const char *attention_plan_kernel(const struct attention_plan *plan)
{
    return plan->kernel->name;
}
