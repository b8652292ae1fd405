/* What the driver of the fault tests asks of the shim inside the program, and what the shim tells
 * it: one struct in memory that both map. The descriptor's number is in the environment. */
#ifndef ATTN_TESTS_FAULTS_PLAN_H
#define ATTN_TESTS_FAULTS_PLAN_H

#include <limits.h>
#include <stdatomic.h>

#define PLAN_VARIABLE "ATTN_TEST_FAULTS"

/* Kinds of calls, counted each on its own. */
enum call {
    CALL_ALLOCATE,     /* malloc, calloc, realloc, aligned_alloc, strdup */
    CALL_READ,         /* read */
    CALL_WRITE,        /* write */
    CALL_OPEN,         /* open */
    CALL_CLOSE_INPUT,  /* close of what is open for reading only */
    CALL_CLOSE_OUTPUT, /* close of anything else */
    CALL_RENAME,       /* rename */
    CALL_SYNC,         /* fsync */
    CALL_THREAD,       /* pthread_create */
    CALL_POLL,         /* poll */
    CALL_OTHER,        /* fstat, stat, fchmod, fchown, readlink, dup, mmap and others */
    CALL_KINDS
};

/* Calls number first .. last of the kind, from 1, fail with errno `failure`, or if that is 0 move
 * `most` bytes at most. Calls after `last` fail with errno `after`, unless that is 0. */
struct plan {
    enum call call;
    long first, last;
    int failure, after;
    size_t most;
    atomic_long seen[CALL_KINDS]; /* calls made */
    atomic_long fired;            /* calls that the plan changed */
    atomic_long failed;           /* calls of these that failed */
};

static const long forever = LONG_MAX;

#endif
