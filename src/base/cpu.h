/* What the machine gives this process. */
#ifndef ATTN_BASE_CPU_H
#define ATTN_BASE_CPU_H

#include <stddef.h>

/* The CPUs this process may run on: its affinity mask, cut by the cgroup's CPU quota (rounded
 * up). At least 1. */
size_t cpu_usable(void);

/* Bytes of memory this process may use: physical memory, cut by the cgroup's limit. 0: unknown. */
size_t cpu_memory(void);

/* The two limits of a control group, version 2, the tightest of the group and its parents.
 * `membership` is a file like /proc/self/cgroup, `mount` a directory like /sys/fs/cgroup. 0: no
 * limit. (The functions above call these; named for their tests.) */
size_t cgroup_cpus(const char *membership, const char *mount);
size_t cgroup_memory(const char *membership, const char *mount);

#endif
