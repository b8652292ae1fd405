/* Results that are made in parallel and taken in order. Where there are several workers, a thread
 * of its own takes them, while the next ones are made and while the caller does something else. */
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

/* The workers of `pool` (borrowed; NULL: the caller alone) are to make the results. Starts no
 * thread yet, and never one for a pool of one worker. NULL if there is no memory. */
struct ordered *ordered_new(struct pool *pool, ordered_take *take, void *context);

/* How many rooms there are, numbered from 0, and which of them will hold result `index` of the next
 * run from when it is made until it has been taken. */
size_t ordered_rooms(const struct ordered *ordered);
size_t ordered_room(const struct ordered *ordered, size_t index);

/* Makes `count` results, to be taken after those of earlier runs. When it returns, the last ones
 * may still be in their rooms; they are taken without a further call. False if one could not be
 * taken; nothing is made or taken after that. */
bool ordered_run(struct ordered *ordered, size_t count, ordered_make *make, void *context);

/* Waits until all results have been taken, or one could not be. */
void ordered_wait(struct ordered *ordered);

/* Waits, and frees; NULL is nothing. */
void ordered_free(struct ordered *ordered);

#endif
