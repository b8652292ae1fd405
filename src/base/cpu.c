/* CPUs and memory of this process; see cpu.h. */
#include "base/cpu.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMBERSHIP "/proc/self/cgroup"
#define MOUNT "/sys/fs/cgroup"

enum { PATH_LENGTH = 4096, LINE_LENGTH = 4096 };

static size_t min_limit(size_t a, size_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

/* The first line of a small file into `line`; false if there is none. */
static bool first_line(const char *path, char line[LINE_LENGTH])
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool found = fgets(line, LINE_LENGTH, file) != NULL;
    fclose(file);
    return found;
}

static bool number_in_file(const char *directory, const char *name, double *number)
{
    char path[PATH_LENGTH + 64], line[LINE_LENGTH], *end;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (!first_line(path, line))
        return false;
    *number = strtod(line, &end);
    return end != line;
}

/* CPUs from a quota and a period in microseconds, rounded up; 0 for no limit. */
static size_t quota_cpus(double quota, double period)
{
    if (!(quota > 0 && period > 0))
        return 0;
    double cpus = quota / period;
    size_t whole = cpus < 1e6 ? (size_t)cpus : 0;
    return cpus < 1e6 && (double)whole < cpus ? whole + 1 : whole;
}

/* One directory's limits; each reads the file of version 2 and those of version 1. */
static size_t directory_cpus(const char *directory)
{
    char path[PATH_LENGTH + 64], line[LINE_LENGTH];
    double quota, period;
    snprintf(path, sizeof path, "%s/cpu.max", directory);
    if (first_line(path, line) && sscanf(line, "%lf %lf", &quota, &period) == 2)
        return quota_cpus(quota, period);
    if (number_in_file(directory, "cpu.cfs_quota_us", &quota) &&
        number_in_file(directory, "cpu.cfs_period_us", &period))
        return quota_cpus(quota, period);
    return 0;
}

static size_t directory_memory(const char *directory)
{
    double bytes;
    if (!number_in_file(directory, "memory.max", &bytes) &&
        !number_in_file(directory, "memory.limit_in_bytes", &bytes))
        return 0;
    /* Version 1 says "no limit" with a number near 2^63. */
    return bytes >= 1 && bytes < 0x1p60 ? (size_t)bytes : 0;
}

/* The tightest limit from mount/group up to mount itself. */
static size_t tightest(const char *mount, const char *group, size_t (*limit)(const char *))
{
    char path[PATH_LENGTH];
    int length = snprintf(path, sizeof path, "%s%s", mount, group);
    if ((size_t)length >= sizeof path)
        return 0;
    size_t found = limit(path), root = strlen(mount);
    for (char *slash; (slash = strrchr(path + root, '/')) != NULL;) {
        *slash = '\0';
        found = min_limit(limit(path), found);
    }
    return found;
}

static bool lists(const char *controllers, const char *controller)
{
    size_t length = strlen(controller);
    for (const char *at = controllers; (at = strstr(at, controller)) != NULL; at += length)
        if ((at == controllers || at[-1] == ',') && (at[length] == ',' || at[length] == '\0'))
            return true;
    return false;
}

/* Lines of a membership file read "number:controllers:path"; no controllers is version 2. */
static size_t cgroup_limit(const char *membership, const char *mount, const char *controller,
                           size_t (*limit)(const char *))
{
    FILE *file = fopen(membership, "re");
    if (file == NULL)
        return 0;
    char line[LINE_LENGTH];
    size_t found = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (group == NULL)
            continue;
        *group++ = '\0';
        controllers++;
        char root[PATH_LENGTH];
        if (*controllers == '\0') {
            found = min_limit(tightest(mount, group, limit), found);
        } else if (lists(controllers, controller)) {
            snprintf(root, sizeof root, "%s/%s", mount, controllers);
            found = min_limit(tightest(root, group, limit), found);
        }
    }
    fclose(file);
    return found;
}

size_t cgroup_cpus(const char *membership, const char *mount)
{
    return cgroup_limit(membership, mount, "cpu", directory_cpus);
}

size_t cgroup_memory(const char *membership, const char *mount)
{
    return cgroup_limit(membership, mount, "memory", directory_memory);
}

/* The affinity mask's size; masks grow until the kernel's fits. 0 if it cannot be read. */
static size_t affinity(void)
{
    for (size_t cpus = 1024; cpus <= 1 << 20; cpus *= 2) {
        cpu_set_t *set = CPU_ALLOC(cpus);
        if (set == NULL)
            return 0;
        size_t bytes = CPU_ALLOC_SIZE(cpus);
        int count = sched_getaffinity(0, bytes, set) == 0 ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (count > 0)
            return (size_t)count;
    }
    return 0;
}

size_t cpu_usable(void)
{
    size_t usable = min_limit(affinity(), cgroup_cpus(MEMBERSHIP, MOUNT));
    return usable ? usable : 1;
}

size_t cpu_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    size_t physical = pages > 0 && page > 0 ? (size_t)pages * (size_t)page : 0;
    return min_limit(physical, cgroup_memory(MEMBERSHIP, MOUNT));
}
