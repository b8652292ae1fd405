/* Results that are made in parallel and taken in order, by a thread of its own where there is one,
 * while the next are made and while their maker does something else. */
#ifndef ATTN_BASE_ORDERED_H
#define ATTN_BASE_ORDERED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/threads.h"

struct ordered;

/* Takes the result that was made in room `room`. If it returns false, no more are taken. */
typedef bool ordered_take(void *context, size_t room);

/* Makes the result numbered `index`, and leaves it in room `room`. */
typedef void ordered_make(void *context, size_t index, size_t room);

/* Results of the workers of `pool`, borrowed; NULL: of the caller alone. Starts no thread yet, and
 * none ever for a pool of one worker. NULL if there is no memory. */
struct ordered *ordered_new(struct pool *pool, ordered_take *take, void *context);

/* How many rooms there are, from 0 on, and which of them the next run's result `index` will be in,
 * from its making until it has been taken. */
size_t ordered_rooms(const struct ordered *ordered);
size_t ordered_room(const struct ordered *ordered, size_t index);

/* Makes `count` results, which will be taken after those of earlier runs. When it returns, those in
 * the rooms may not have been taken yet: they will be without any further call. False if by now one
 * could not be taken; nothing is made or taken after that. */
bool ordered_run(struct ordered *ordered, size_t count, ordered_make *make, void *context);

/* Waits until all results have been taken, or one could not be. */
void ordered_wait(struct ordered *ordered);

/* Waits, and frees; NULL is nothing. */
void ordered_free(struct ordered *ordered);

#endif
