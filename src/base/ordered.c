/* Results made in parallel and taken in order; see ordered.h. */
#include "base/ordered.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

enum { ROOMS_PER_WORKER = 2 };

struct ordered {
    struct pool *pool;
    ordered_take *take;
    void *take_context;
    size_t rooms;
    bool tried, started; /* to start the thread that takes */
    pthread_t thread;

    ordered_make *make; /* of the run under way */
    void *make_context;
    size_t first; /* how many results earlier runs made */

    pthread_mutex_t mutex; /* held to read or change what follows */
    pthread_cond_t more_made, more_taken;
    bool *made;   /* a flag for each room: it holds a result */
    size_t taken; /* how many results have been taken */
    bool failed;  /* one of them could not be taken */
    bool closing;
};

struct ordered *ordered_new(struct pool *pool, ordered_take *take, void *context)
{
    struct ordered *ordered = memory_new(1, sizeof *ordered);
    const size_t workers = pool ? pool_width(pool) : 1;
    const size_t rooms = workers > 1 ? workers * ROOMS_PER_WORKER : 1;
    bool *made = memory_new(rooms, sizeof *made);
    if (!ordered || !made) {
        free(ordered);
        free(made);
        return NULL;
    }
    *ordered = (struct ordered){
        .pool = pool, .take = take, .take_context = context, .rooms = rooms, .made = made};
    pthread_mutex_init(&ordered->mutex, NULL);
    pthread_cond_init(&ordered->more_made, NULL);
    pthread_cond_init(&ordered->more_taken, NULL);
    return ordered;
}

size_t ordered_rooms(const struct ordered *ordered)
{
    return ordered->rooms;
}

size_t ordered_room(const struct ordered *ordered, size_t index)
{
    return (ordered->first + index) % ordered->rooms;
}

/* Takes the next result, which has been made. The mutex is held, but not while it is taken. */
static void take_next(struct ordered *ordered)
{
    const size_t room = ordered->taken % ordered->rooms;
    bool failed = ordered->failed;
    pthread_mutex_unlock(&ordered->mutex);
    if (!failed)
        failed = !ordered->take(ordered->take_context, room);
    pthread_mutex_lock(&ordered->mutex);
    ordered->failed = failed;
    ordered->made[room] = false;
    ordered->taken++;
    pthread_cond_broadcast(&ordered->more_taken);
}

static void *take_all(void *argument)
{
    struct ordered *ordered = argument;
    pthread_mutex_lock(&ordered->mutex);
    for (;;) {
        if (ordered->made[ordered->taken % ordered->rooms])
            take_next(ordered);
        else if (ordered->closing)
            break;
        else
            pthread_cond_wait(&ordered->more_made, &ordered->mutex);
    }
    pthread_mutex_unlock(&ordered->mutex);
    return NULL;
}

static void make_one(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct ordered *ordered = context;
    const size_t number = ordered->first + index, room = ordered_room(ordered, index);
    pthread_mutex_lock(&ordered->mutex);
    while (number - ordered->taken >= ordered->rooms)
        pthread_cond_wait(&ordered->more_taken, &ordered->mutex);
    bool failed = ordered->failed;
    pthread_mutex_unlock(&ordered->mutex);
    if (!failed)
        ordered->make(ordered->make_context, index, room);
    pthread_mutex_lock(&ordered->mutex);
    ordered->made[room] = true;
    if (number == ordered->taken)
        pthread_cond_signal(&ordered->more_made);
    pthread_mutex_unlock(&ordered->mutex);
}

bool ordered_run(struct ordered *ordered, size_t count, ordered_make *make, void *context)
{
    ordered->make = make;
    ordered->make_context = context;
    if (ordered->rooms > 1 && count > 1 && !ordered->tried) {
        ordered->started = thread_start(&ordered->thread, take_all, ordered);
        ordered->tried = true;
    }
    if (ordered->started) {
        pool_run(ordered->pool, count, make_one, ordered);
    } else {
        for (size_t index = 0; index < count; index++) {
            make_one(ordered, index, 0);
            pthread_mutex_lock(&ordered->mutex);
            take_next(ordered);
            pthread_mutex_unlock(&ordered->mutex);
        }
    }
    ordered->first += count;
    pthread_mutex_lock(&ordered->mutex);
    bool failed = ordered->failed;
    pthread_mutex_unlock(&ordered->mutex);
    return !failed;
}

void ordered_wait(struct ordered *ordered)
{
    pthread_mutex_lock(&ordered->mutex);
    while (ordered->taken < ordered->first)
        pthread_cond_wait(&ordered->more_taken, &ordered->mutex);
    pthread_mutex_unlock(&ordered->mutex);
}

void ordered_free(struct ordered *ordered)
{
    if (!ordered)
        return;
    if (ordered->started) {
        pthread_mutex_lock(&ordered->mutex);
        ordered->closing = true;
        pthread_cond_signal(&ordered->more_made);
        pthread_mutex_unlock(&ordered->mutex);
        pthread_join(ordered->thread, NULL);
    }
    pthread_cond_destroy(&ordered->more_taken);
    pthread_cond_destroy(&ordered->more_made);
    pthread_mutex_destroy(&ordered->mutex);
    free(ordered->made);
    free(ordered);
}
