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
static bool first_line(const char *directory, const char *name, char line[LINE_LENGTH])
{
    char path[PATH_LENGTH + 64];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool found = fgets(line, LINE_LENGTH, file) != NULL;
    fclose(file);
    return found;
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

static size_t directory_cpus(const char *directory)
{
    char line[LINE_LENGTH];
    double quota, period;
    if (!first_line(directory, "cpu.max", line) || sscanf(line, "%lf %lf", &quota, &period) != 2)
        return 0;
    return quota_cpus(quota, period);
}

static size_t directory_memory(const char *directory)
{
    char line[LINE_LENGTH];
    double bytes;
    if (!first_line(directory, "memory.max", line) || sscanf(line, "%lf", &bytes) != 1)
        return 0;
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
    for (char *slash; (slash = strrchr(path + root, '/'));) {
        *slash = '\0';
        found = min_limit(limit(path), found);
    }
    return found;
}

/* The line of a membership file that begins with "0::" names the group of version 2. */
static size_t cgroup_limit(const char *membership, const char *mount, size_t (*limit)(const char *))
{
    FILE *file = fopen(membership, "re");
    if (!file)
        return 0;
    char line[LINE_LENGTH];
    size_t found = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "0::", 3) == 0)
            found = tightest(mount, line + 3, limit);
    }
    fclose(file);
    return found;
}

size_t cgroup_cpus(const char *membership, const char *mount)
{
    return cgroup_limit(membership, mount, directory_cpus);
}

size_t cgroup_memory(const char *membership, const char *mount)
{
    return cgroup_limit(membership, mount, directory_memory);
}

/* The affinity mask's size; masks grow until the kernel's fits. 0 if it cannot be read. */
static size_t affinity(void)
{
    for (size_t cpus = 1024; cpus <= 1 << 20; cpus *= 2) {
        cpu_set_t *set = CPU_ALLOC(cpus);
        if (!set)
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
