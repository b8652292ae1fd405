/* A pool of worker threads and the one way to use it: a parallel loop. Also single threads, for
 * work that is not a loop. */
#ifndef ATTN_BASE_THREADS_H
#define ATTN_BASE_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct pool;

/* A pool of `width` workers (made 1 to 512), the calling thread being one of them. Starts no thread
 * yet; NULL if there is no memory. pool_free ends its threads. */
struct pool *pool_new(size_t width);
void pool_free(struct pool *pool);

/* How many workers a loop may have, the caller included: bodies see worker < pool_width. */
size_t pool_width(const struct pool *pool);

/* How many of them have been at work: 1 where no thread was needed, or none could start. */
size_t pool_started(const struct pool *pool);

/* One turn of a parallel loop: `index` is its number, `worker` tells the scratch space to use. */
typedef void pool_body(void *context, size_t index, size_t worker);

/* Calls body once for every index below `count`, in no particular order, and returns when all are
 * done. Turns are handed out one by one, so unequal costs even out. Threads start at the first
 * loop of more than one turn; if some cannot start, the others do their share. Not to be called
 * from inside a body. */
void pool_run(struct pool *pool, size_t count, pool_body *body, void *context);

/* From now on the thread that calls pool_run calls `checkpoint`, a look at something outside that
 * must be quick, before each turn that it takes itself; NULL ends that. The body of a long turn
 * calls pool_checkpoint now and then, which does the same if it is that thread's turn. */
void pool_set_checkpoint(struct pool *pool, void (*checkpoint)(void));
void pool_checkpoint(const struct pool *pool, size_t worker);

/* Starts a thread in which every signal is blocked but SIGPIPE, which its own writing may raise.
 * False if it could not start. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

#endif
