/* Ranks by MPI; see ranks.h. */
#include "base/ranks.h"

#ifdef ATTN_MPI

#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

enum { TESTS_BEFORE_SLEEP = 1000, SLEEP_NANOSECONDS = 100000 };

static bool joined, apart,
    over; /* apart: after ranks_part; over: a rank has failed, and all know */
static int count = 1, own;
static enum status last_status; /* of the rank that failed, */
static struct error last_error; /* and its message */

/* On the first rank: the rank whose parcel is next in this round, and its length once that is
 * known. */
static size_t next_parcel = 1;
static bool expected;
static size_t parcel_length;
static bool in_round;

/* Whether the program was started by something that starts ranks. A start of its own would take a
 * program that is run alone longer than its work. */
static bool is_launched(void)
{
    static const char *const signs[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMI_RANK",
                                        "PMIX_RANK"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (getenv(signs[i]))
            return true;
    return false;
}

void ranks_begin(int *argc, char ***argv)
{
    int level;
    if (!is_launched() || MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
        return;
    joined = true;
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    MPI_Comm_rank(MPI_COMM_WORLD, &own);
}

bool ranks_launched(void)
{
    return joined;
}

size_t ranks_count(void)
{
    return apart ? 1 : (size_t)count;
}

size_t ranks_own(void)
{
    return apart ? 0 : (size_t)own;
}

void ranks_part(void)
{
    apart = true;
}

/* Waits without taking a core that another rank could use. */
static void wait_for(MPI_Request *request)
{
    int done = 0;
    for (int tests = 0; !done; tests++) {
        MPI_Test(request, &done, MPI_STATUS_IGNORE);
        if (!done && tests > TESTS_BEFORE_SLEEP)
            nanosleep(&(struct timespec){.tv_nsec = SLEEP_NANOSECONDS}, NULL);
    }
}

static size_t piece_of(size_t length, size_t done)
{
    return min_size(RANKS_PIECE, length - done);
}

void ranks_broadcast(void *bytes, size_t length, size_t from)
{
    if (ranks_count() == 1)
        return;
    for (size_t done = 0; done < length; done += piece_of(length, done))
        MPI_Bcast((char *)bytes + done, (int)piece_of(length, done), MPI_BYTE, (int)from,
                  MPI_COMM_WORLD);
}

void ranks_send(const void *bytes, size_t length)
{
    uint64_t told = length;
    MPI_Send(&told, sizeof told, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    for (size_t done = 0; done < length; done += piece_of(length, done))
        MPI_Send((const char *)bytes + done, (int)piece_of(length, done), MPI_BYTE, 0, 0,
                 MPI_COMM_WORLD);
}

static void receive_from(size_t rank, void *bytes, size_t length)
{
    MPI_Request request;
    MPI_Irecv(bytes, (int)length, MPI_BYTE, (int)rank, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
}

size_t ranks_expect(size_t rank)
{
    uint64_t told;
    receive_from(rank, &told, sizeof told);
    next_parcel = rank;
    parcel_length = (size_t)told;
    expected = true;
    return parcel_length;
}

void ranks_receive(void *bytes)
{
    for (size_t done = 0; done < parcel_length; done += piece_of(parcel_length, done))
        receive_from(next_parcel, (char *)bytes + done, piece_of(parcel_length, done));
    expected = false;
    next_parcel++;
}

/* Takes what was sent in this round and is not wanted. */
static void drop_parcels(void)
{
    static char piece[1 << 16];
    for (; in_round && own == 0 && next_parcel < (size_t)count; next_parcel++) {
        size_t length = expected ? parcel_length : ranks_expect(next_parcel);
        /* A piece may be larger than the room here, so each is taken in memory of its own size. */
        for (size_t done = 0; done < length; done += piece_of(length, done)) {
            size_t size = piece_of(length, done);
            char *room = size > sizeof piece ? memory_new(size, 1) : piece;
            if (!room)
                MPI_Abort(MPI_COMM_WORLD, STATUS_FAILED);
            receive_from(next_parcel, room, size);
            if (room != piece)
                free(room);
        }
        expected = false;
    }
    in_round = false;
    next_parcel = 1;
}

enum status ranks_agree(enum status status, size_t *sum, struct error *error)
{
    if (ranks_count() == 1)
        return status;
    if (!over) {
        drop_parcels();
        int failed = status == STATUS_OK ? count : own, first;
        uint64_t mine = sum ? *sum : 0, all;
        MPI_Request requests[2];
        MPI_Iallreduce(&failed, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD, &requests[0]);
        MPI_Iallreduce(&mine, &all, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD, &requests[1]);
        wait_for(&requests[0]);
        wait_for(&requests[1]);
        if (first == count) {
            if (sum)
                *sum = (size_t)all;
            return STATUS_OK;
        }
        over = true;
        last_status = status;
        last_error = *error;
        ranks_broadcast(&last_status, sizeof last_status, (size_t)first);
        ranks_broadcast(&last_error, sizeof last_error, (size_t)first);
    }
    *error = last_error;
    return last_status;
}

enum status ranks_round(enum status status, size_t *sum, struct error *error)
{
    status = ranks_agree(status, sum, error);
    in_round = status == STATUS_OK && *sum != 0;
    return status;
}

enum status ranks_end(enum status status, struct error *error)
{
    const bool known = over; /* so that the stage has made its own status of it, on every rank */
    apart = false;
    const enum status agreed = ranks_agree(status, NULL, error);
    return known && status != STATUS_OK ? status : agreed;
}

void ranks_leave(void)
{
    if (!joined)
        return;
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Finalize();
}

#endif
