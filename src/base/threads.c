/* A pool of worker threads; see threads.h. */
#include "base/threads.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/cpu.h"
#include "base/memory.h"

struct worker {
    struct pool *pool;
    size_t number;
    pthread_t thread;
};

/* More workers would cost scratch space and gain nothing. */
enum { MOST_WORKERS = 512 };

/* Waking a sleeping thread takes longer than many loops do. So a thread that waits looks for news
 * for some tens of microseconds before it sleeps. */
enum { LOOKS = 4000 };

struct pool {
    size_t width;
    size_t started; /* threads running beside the caller */
    bool tried;     /* the threads have been asked for */
    int looks;      /* before a thread sleeps; 0 if there are more threads than CPUs */
    struct worker *workers;

    pthread_mutex_t mutex; /* held to change loop_number or stopping, and to say that busy is 0 */
    pthread_cond_t work, done;
    atomic_size_t loop_number; /* one more with each loop: a worker that has not seen it has work */
    atomic_size_t busy;        /* threads still inside the loop */
    atomic_bool stopping;

    size_t count; /* the loop: written before loop_number grows, read after */
    pool_body *body;
    void *context;
    atomic_size_t next;       /* the next index to hand out */
    void (*checkpoint)(void); /* NULL: there is none */
};

struct pool *pool_new(size_t width)
{
    width = width == 0 ? 1 : width > MOST_WORKERS ? MOST_WORKERS : width;
    struct pool *pool = memory_new(1, sizeof *pool);
    struct worker *workers = memory_new(width, sizeof *workers);
    if (!pool || !workers) {
        free(pool);
        free(workers);
        return NULL;
    }
    pool->width = width;
    pool->looks = width <= cpu_usable() ? LOOKS : 0;
    pool->workers = workers;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->stopping, true);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->started; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->workers);
    free(pool);
}

size_t pool_width(const struct pool *pool)
{
    return pool->width;
}

size_t pool_started(const struct pool *pool)
{
    return pool->started + 1;
}

void pool_set_checkpoint(struct pool *pool, void (*checkpoint)(void))
{
    pool->checkpoint = checkpoint;
}

void pool_checkpoint(const struct pool *pool, size_t worker)
{
    if (pool && worker == 0 && pool->checkpoint)
        pool->checkpoint();
}

/* Takes turns until none are left. */
static void take_turns(struct pool *pool, size_t worker)
{
    for (;;) {
        pool_checkpoint(pool, worker);
        size_t index = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (index >= pool->count)
            return;
        pool->body(pool->context, index, worker);
    }
}

static inline void look_again(void)
{
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

static bool has_news(struct pool *pool, size_t seen)
{
    return atomic_load(&pool->loop_number) != seen || atomic_load(&pool->stopping);
}

/* Waits for a loop after the one numbered `seen`, or the end. */
static void wait_for_work(struct pool *pool, size_t seen)
{
    for (int i = 0; i < pool->looks; i++) {
        if (has_news(pool, seen))
            return;
        look_again();
    }
    pthread_mutex_lock(&pool->mutex);
    while (!has_news(pool, seen))
        pthread_cond_wait(&pool->work, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

static void *worker_main(void *argument)
{
    const struct worker *self = argument;
    struct pool *pool = self->pool;
    for (size_t seen = 0;;) {
        wait_for_work(pool, seen);
        if (atomic_load(&pool->stopping))
            return NULL;
        seen++;
        take_turns(pool, self->number);
        if (atomic_fetch_sub(&pool->busy, 1) > 1)
            continue;
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_signal(&pool->done);
        pthread_mutex_unlock(&pool->mutex);
    }
}

static void wait_for_workers(struct pool *pool)
{
    for (int i = 0; i < pool->looks; i++) {
        if (atomic_load(&pool->busy) == 0)
            return;
        look_again();
    }
    pthread_mutex_lock(&pool->mutex);
    while (atomic_load(&pool->busy) > 0)
        pthread_cond_wait(&pool->done, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument)
{
    sigset_t all, old;
    sigfillset(&all);
    sigdelset(&all, SIGPIPE);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    bool started = pthread_create(thread, NULL, run, argument) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}

/* Starts what threads it can. */
static void start_threads(struct pool *pool)
{
    for (size_t i = 0; i + 1 < pool->width; i++) {
        struct worker *worker = &pool->workers[pool->started];
        *worker = (struct worker){.pool = pool, .number = pool->started + 1};
        if (!thread_start(&worker->thread, worker_main, worker))
            break;
        pool->started++;
    }
    pool->tried = true;
}

void pool_run(struct pool *pool, size_t count, pool_body *body, void *context)
{
    if (count > 1 && !pool->tried)
        start_threads(pool);
    if (count <= 1 || pool->started == 0) {
        for (size_t index = 0; index < count; index++) {
            pool_checkpoint(pool, 0);
            body(context, index, 0);
        }
        return;
    }
    pool->count = count;
    pool->body = body;
    pool->context = context;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    atomic_store_explicit(&pool->busy, pool->started, memory_order_relaxed);
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->loop_number, 1);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);

    take_turns(pool, 0);
    wait_for_workers(pool);
}
