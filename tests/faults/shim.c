/* Makes chosen calls of a program fail, as plan.h says. Two builds: a library to preload, which
 * reaches the calls of the libraries too, and, with FAULTS_WRAP, an object for ld's --wrap, which
 * gets along with the sanitizers. Without a plan in the environment everything passes. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan.h"

/* DEFINE(type, name, (parameters)): the head of the function that stands in for `name`; REAL(name)
 * is the one it stands for. */
#ifdef FAULTS_WRAP
#define DEFINE(type, name, ...)                                                                    \
    type __real_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__)
#define REAL(name) __real_##name
#else
#define DEFINE(type, name, ...) type name(__VA_ARGS__)
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
/* dlsym may allocate; glibc has its allocator under these names too. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
#define __real_malloc __libc_malloc
#define __real_calloc __libc_calloc
#define __real_realloc __libc_realloc
#define __real_aligned_alloc __libc_memalign
#endif

static struct plan *plan;

__attribute__((constructor)) static void find_plan(void)
{
    const char *descriptor = getenv(PLAN_VARIABLE);
    if (!descriptor)
        return;
    void *memory =
        mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, atoi(descriptor), 0);
    close(atoi(descriptor));
    plan = memory == MAP_FAILED ? NULL : memory;
}

/* What comes after main is not the program's own: with coverage, its counts are written. */
static void forget_plan(void)
{
    plan = NULL;
}

/* In main: what was asked for before it comes last. */
static void watch_for_end(void)
{
    static atomic_flag watched = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&watched))
        atexit(forget_plan);
}

/* Counts the call; whether it is to fail, with errno set, or else how many bytes it may move. */
static bool fails(enum call call, size_t *most)
{
    if (!plan)
        return false;
    watch_for_end();
    long number = atomic_fetch_add(&plan->seen[call], 1) + 1;
    if (plan->call != call || number < plan->first)
        return false;
    bool after = number > plan->last;
    int failure = after ? plan->after : plan->failure;
    if (after && !failure)
        return false;
    atomic_fetch_add(&plan->fired, 1);
    if (!failure && most && *most > plan->most)
        *most = plan->most;
    if (!failure)
        return false;
    atomic_fetch_add(&plan->failed, 1);
    errno = failure;
    return true;
}

DEFINE(void *, malloc, size_t bytes)
{
    return fails(CALL_ALLOCATE, NULL) ? NULL : __real_malloc(bytes);
}

DEFINE(void *, calloc, size_t count, size_t size)
{
    return fails(CALL_ALLOCATE, NULL) ? NULL : __real_calloc(count, size);
}

DEFINE(void *, realloc, void *old, size_t bytes)
{
    return fails(CALL_ALLOCATE, NULL) ? NULL : __real_realloc(old, bytes);
}

DEFINE(void *, aligned_alloc, size_t alignment, size_t bytes)
{
    return fails(CALL_ALLOCATE, NULL) ? NULL : __real_aligned_alloc(alignment, bytes);
}

#ifdef FAULTS_WRAP
/* Preloaded, its malloc is met. */
DEFINE(char *, strdup, const char *text)
{
    return fails(CALL_ALLOCATE, NULL) ? NULL : __real_strdup(text);
}
#endif

DEFINE(ssize_t, read, int descriptor, void *bytes, size_t count)
{
    return fails(CALL_READ, &count) ? -1 : REAL(read)(descriptor, bytes, count);
}

DEFINE(ssize_t, write, int descriptor, const void *bytes, size_t count)
{
    return fails(CALL_WRITE, &count) ? -1 : REAL(write)(descriptor, bytes, count);
}

DEFINE(int, open, const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
    }
    return fails(CALL_OPEN, NULL) ? -1 : REAL(open)(path, flags, mode);
}

/* The descriptor is closed all the same, as Linux does. */
DEFINE(int, close, int descriptor)
{
    int access = fcntl(descriptor, F_GETFL) & O_ACCMODE;
    int result = REAL(close)(descriptor), number = errno;
    if (fails(access == O_RDONLY ? CALL_CLOSE_INPUT : CALL_CLOSE_OUTPUT, NULL))
        return -1;
    errno = number;
    return result;
}

DEFINE(int, rename, const char *from, const char *to)
{
    return fails(CALL_RENAME, NULL) ? -1 : REAL(rename)(from, to);
}

DEFINE(int, fsync, int descriptor)
{
    return fails(CALL_SYNC, NULL) ? -1 : REAL(fsync)(descriptor);
}

/* It returns its error and leaves errno alone. */
DEFINE(int, pthread_create, pthread_t *thread, const pthread_attr_t *attributes,
       void *(*body)(void *), void *argument)
{
    int kept = errno;
    if (!fails(CALL_THREAD, NULL))
        return REAL(pthread_create)(thread, attributes, body, argument);
    int failure = errno;
    errno = kept;
    return failure;
}

DEFINE(int, poll, struct pollfd *descriptors, nfds_t count, int timeout)
{
    return fails(CALL_POLL, NULL) ? -1 : REAL(poll)(descriptors, count, timeout);
}

DEFINE(int, fstat, int descriptor, struct stat *about)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(fstat)(descriptor, about);
}

DEFINE(int, stat, const char *path, struct stat *about)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(stat)(path, about);
}

DEFINE(int, fchmod, int descriptor, mode_t mode)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(fchmod)(descriptor, mode);
}

DEFINE(int, fchown, int descriptor, uid_t user, gid_t group)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(fchown)(descriptor, user, group);
}

DEFINE(ssize_t, readlink, const char *path, char *link, size_t room)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(readlink)(path, link, room);
}

DEFINE(int, dup, int descriptor)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(dup)(descriptor);
}

DEFINE(int, sched_getaffinity, pid_t process, size_t size, cpu_set_t *set)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(sched_getaffinity)(process, size, set);
}

#ifndef FAULTS_WRAP
/* A sanitizer's runtime asks for the size of its stacks. */
DEFINE(long, sysconf, int name)
{
    return fails(CALL_OTHER, NULL) ? -1 : REAL(sysconf)(name);
}
#endif

DEFINE(void *, mmap, void *place, size_t length, int protection, int flags, int descriptor,
       off_t offset)
{
    if (fails(CALL_OTHER, NULL))
        return MAP_FAILED;
    return REAL(mmap)(place, length, protection, flags, descriptor, offset);
}
