/* How many CPUs and how much memory this process may use. */
#ifndef ATTN_BASE_CPU_H
#define ATTN_BASE_CPU_H

#include <stddef.h>

/* How many CPUs this process may run on: those of its affinity mask, but at most the CPU quota of
 * its control group, rounded up. At least 1. */
size_t cpu_usable(void);

/* How many bytes of memory this process may use: the physical memory, but at most the limit of its
 * control group. 0: unknown. */
size_t cpu_memory(void);

/* The limits of a control group (version 2): the tightest of the group's own and its parents'.
 * `membership` is a file like /proc/self/cgroup, `mount` a directory like /sys/fs/cgroup. 0: no
 * limit. The functions above call these; they are declared for the tests. */
size_t cgroup_cpus(const char *membership, const char *mount);
size_t cgroup_memory(const char *membership, const char *mount);

#endif
