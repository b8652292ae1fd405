/* Ranks: copies of the program that share one run, started by mpirun; with `make MPI=1` only. Every
 * rank walks the same way through the program and reads the same files, so that all come to the
 * same points: ranks_agree, after which all go on or all stop with the same message. What ranks do
 * not share the first does alone. Without MPI there is one rank, and nothing of this costs
 * anything.
 *
 * Only the thread that called ranks_begin may call any of these. */
#ifndef ATTN_BASE_RANKS_H
#define ATTN_BASE_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What is sent goes in pieces of at most so many bytes. */
enum { RANKS_PIECE = 8 << 20 };

#ifdef ATTN_MPI

/* Joins the other ranks, if there are any. */
void ranks_begin(int *argc, char ***argv);

/* What the program ends with: ranks_agree, also after ranks_part. */
enum status ranks_end(enum status status, struct error *error);

/* Leaves the other ranks, when all do. mpirun ends all once one has ended with a status that is not
 * 0, so that what is to be told must have been told by then. */
void ranks_leave(void);

/* Whether something like mpirun has started this rank, be it the only one. */
bool ranks_launched(void);

/* How many ranks share this run, and which one this is. */
size_t ranks_count(void);
size_t ranks_own(void);

/* The run is not shared: the first rank goes on as if it were the only one, the others have nothing
 * to do but to end. */
void ranks_part(void);

/* Waits for all ranks. If one has failed, all return its status, with its message; the first such
 * one's. *sum (NULL: 0 everywhere) becomes the sum over all ranks. */
enum status ranks_agree(enum status status, size_t *sum, struct error *error);

/* The same, and if the sum is not 0 each rank but the first sends one parcel after it. */
enum status ranks_round(enum status status, size_t *sum, struct error *error);

/* Sends this rank's parcel to the first rank. */
void ranks_send(const void *bytes, size_t length);

/* On the first rank: the length of the parcel of `rank`, which is the next, 1, 2, ... in each
 * round; and the parcel itself. Parcels that were not received when the ranks agree again are lost.
 */
size_t ranks_expect(size_t rank);
void ranks_receive(void *bytes);

/* The bytes of rank `from` to all. */
void ranks_broadcast(void *bytes, size_t length, size_t from);

#else

static inline void ranks_begin(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
}

static inline enum status ranks_end(enum status status, struct error *error)
{
    (void)error;
    return status;
}

static inline bool ranks_launched(void)
{
    return false;
}

static inline void ranks_leave(void)
{
}

static inline size_t ranks_count(void)
{
    return 1;
}

static inline size_t ranks_own(void)
{
    return 0;
}

static inline void ranks_part(void)
{
}

static inline enum status ranks_agree(enum status status, size_t *sum, struct error *error)
{
    (void)sum;
    (void)error;
    return status;
}

static inline enum status ranks_round(enum status status, size_t *sum, struct error *error)
{
    return ranks_agree(status, sum, error);
}

static inline void ranks_send(const void *bytes, size_t length)
{
    (void)bytes;
    (void)length;
}

static inline size_t ranks_expect(size_t rank)
{
    (void)rank;
    return 0;
}

static inline void ranks_receive(void *bytes)
{
    (void)bytes;
}

static inline void ranks_broadcast(void *bytes, size_t length, size_t from)
{
    (void)bytes;
    (void)length;
    (void)from;
}

#endif
#endif
