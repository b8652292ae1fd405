/* Where results go; see output.h. */
#include "table/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/ranks.h"

enum { MOST_LINKS = 40, MOST_NAMES = 1000, MOST_FILES = 32, RESERVE = 16 << 20 };

/* The unfinished files, for the signal handler, which may neither allocate nor lock. */
static struct unfinished {
    atomic_bool exists;
    char path[PATH_MAX];
} all_unfinished[MOST_FILES];

static void remove_unfinished(int signal_number)
{
    for (int i = 0; i < MOST_FILES; i++)
        if (atomic_load(&all_unfinished[i].exists))
            unlink(all_unfinished[i].path);
    /* The handler was installed with SA_RESETHAND: this ends the program as the signal would
     * have, so that its parent sees why. */
    raise(signal_number);
}

static void catch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = remove_unfinished,
                               .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;
        /* What was ignored (nohup, a shell's background job) stays ignored. */
        sigaction(signals[i], NULL, &old);
        if (old.sa_handler == SIG_DFL)
            sigaction(signals[i], &action, NULL);
    }
}

/* The descriptor that `path` names, as /dev/fd/3 does; -1 if it names none. Such a file is never
 * replaced: whoever shares the descriptor would go on with the old file. */
static int named_descriptor(const char *path)
{
    static const char *const directories[] = {"/dev/fd/", "/proc/self/fd/",
                                              "/proc/thread-self/fd/"};
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
        size_t directory = strlen(directories[i]);
        if (strncmp(path, directories[i], directory) != 0)
            continue;
        const char *digits = path + directory;
        size_t length = strspn(digits, "0123456789");
        return length > 0 && length < 7 && !digits[length] ? atoi(digits) : -1;
    }
    return -1;
}

/* Follows `path`, a malloc'd string that it takes over, through symbolic links, to the name of a
 * descriptor or of what is not a link, existing or not. NULL, with errno, on failure. */
static char *follow_links(char *path)
{
    for (int i = 0; path && i < MOST_LINKS; i++) {
        char link[PATH_MAX];
        if (path[0] == '/' && named_descriptor(path) >= 0)
            return path;
        ssize_t length = readlink(path, link, sizeof link - 1);
        if (length < 0 && (errno == EINVAL || errno == ENOENT))
            return path;
        if (length < 0)
            break;
        link[length] = '\0';
        const char *slash = link[0] == '/' ? NULL : strrchr(path, '/');
        size_t directory = slash ? (size_t)(slash + 1 - path) : 0;
        char *next = memory_new(directory + (size_t)length + 1, 1);
        if (next) {
            memcpy(next, path, directory);
            memcpy(next + directory, link, (size_t)length + 1);
        }
        free(path);
        path = next;
        errno = next ? ELOOP : ENOMEM;
    }
    free(path);
    return NULL;
}

/* A place for one more; NULL if there is none. */
static struct unfinished *free_unfinished(void)
{
    for (int i = 0; i < MOST_FILES; i++)
        if (!atomic_load(&all_unfinished[i].exists))
            return &all_unfinished[i];
    return NULL;
}

/* Creates a file in the directory of `target`, open to no more people than `mode` lets in, and
 * makes it an unfinished file; no signal comes between. */
static int create_beside(struct unfinished *unfinished, const char *target, mode_t mode)
{
    const char *slash = strrchr(target, '/');
    size_t directory = slash ? (size_t)(slash + 1 - target) : 0;
    if (!unfinished || directory > PATH_MAX - 64) {
        errno = unfinished ? ENAMETOOLONG : EMFILE;
        return -1;
    }
    if (!target[directory]) {
        errno = directory ? EISDIR : ENOENT;
        return -1;
    }
    char *path = unfinished->path;
    memcpy(path, target, directory);
    catch_signals();
    sigset_t all;
    sigfillset(&all);
    for (int i = 0; i < MOST_NAMES; i++) {
        snprintf(path + directory, 64, ".attn-%ld-%d.tmp", (long)getpid(), i);
        sigset_t old;
        pthread_sigmask(SIG_BLOCK, &all, &old);
        int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        atomic_store(&unfinished->exists, descriptor >= 0);
        int reason = errno;
        pthread_sigmask(SIG_SETMASK, &old, NULL);
        if (descriptor >= 0)
            return descriptor;
        errno = reason;
        if (errno != EEXIST && errno != EINTR)
            break;
    }
    return -1;
}

/* Opens output->target, which `about` describes (NULL: it does not exist yet). */
static int open_target(struct output *output, const struct stat *about)
{
    if (about && !S_ISREG(about->st_mode)) {
        int descriptor;
        do
            descriptor = open(output->target, O_WRONLY | O_CLOEXEC);
        while (descriptor < 0 && errno == EINTR);
        free(output->target);
        output->target = NULL;
        return descriptor;
    }
    /* Renaming would work without the right to write to the file, which was taken away on purpose.
     */
    if (about && access(output->target, W_OK))
        return -1;
    struct unfinished *unfinished = free_unfinished();
    int descriptor =
        create_beside(unfinished, output->target, about ? about->st_mode & 0777 : 0666);
    output->unfinished = descriptor >= 0 ? unfinished : NULL;
    if (descriptor < 0 || !about)
        return descriptor;
    /* The same owner if we may set it, and if not, no set-user-ID bit. The mode comes last because
     * a change of owner clears bits of it. */
    bool same_owner = fchown(descriptor, about->st_uid, about->st_gid) == 0;
    fchmod(descriptor, about->st_mode & (same_owner ? 07777 : 0777));
    return descriptor;
}

/* Closes the descriptor; of standard output a copy, which reports what closing it would. */
static int close_descriptor(struct output *output)
{
    int descriptor = output->descriptor;
    output->descriptor = -1;
    if (descriptor == STDOUT_FILENO)
        descriptor = dup(descriptor);
    return descriptor < 0 ? -1 : close(descriptor);
}

/* Closes, and removes an unfinished file. */
static void discard(struct output *output)
{
    if (output->descriptor >= 0)
        close_descriptor(output);
    if (output->unfinished) {
        unlink(output->unfinished->path);
        atomic_store(&output->unfinished->exists, false);
    }
    free(output->name);
    free(output->target);
    free(output->parcel);
    *output = (struct output){.descriptor = -1};
}

/* Writes to a descriptor that somebody else opened. */
static enum status open_descriptor(struct output *output, int named, struct error *error)
{
    if (named == STDOUT_FILENO) {
        output->descriptor = named;
        return STATUS_OK;
    }
    output->descriptor = fcntl(named, F_DUPFD_CLOEXEC, 0);
    if (output->descriptor >= 0)
        return STATUS_OK;
    enum status status = error_system(error, output->name, errno);
    discard(output);
    return status;
}

static enum status open_own(struct output *output, const char *path, struct error *error)
{
    int named = path ? named_descriptor(path) : STDOUT_FILENO;
    output->name = strdup(named == STDOUT_FILENO ? "(stdout)" : *path ? path : "''");
    if (!output->name)
        return error_memory(error, "the output");
    if (named >= 0)
        return open_descriptor(output, named, error);
    /* Only a regular file is replaced, at the end of its links; a pipe is opened by the name it was
     * given. */
    struct stat about;
    output->target = strdup(path);
    bool exists = output->target && stat(path, &about) == 0;
    if (output->target && (!exists || S_ISREG(about.st_mode))) {
        output->target = follow_links(output->target);
        if (output->target && output->target[0] == '/')
            named = named_descriptor(output->target);
        if (named >= 0) {
            free(output->target);
            output->target = NULL;
            return open_descriptor(output, named, error);
        }
        exists = output->target && stat(output->target, &about) == 0;
    }
    if (exists || (output->target && errno == ENOENT))
        output->descriptor = open_target(output, exists ? &about : NULL);
    if (output->descriptor >= 0)
        return STATUS_OK;
    enum status status = error_system(error, output->name, errno);
    discard(output);
    return status;
}

/* Every rank removes the first one's unfinished file when it is told to end: the first may have
 * been killed. */
static enum status share_unfinished(struct output *output, enum status status, struct error *error)
{
    char path[PATH_MAX] = "";
    if (output->unfinished)
        strcpy(path, output->unfinished->path);
    status = ranks_agree(status, NULL, error);
    if (status != STATUS_OK) {
        discard(output);
        return status;
    }
    ranks_broadcast(path, sizeof path, 0);
    if (ranks_own() == 0 || !*path)
        return STATUS_OK;
    catch_signals();
    output->unfinished = free_unfinished();
    if (output->unfinished) {
        strcpy(output->unfinished->path, path);
        atomic_store(&output->unfinished->exists, true);
    }
    return STATUS_OK;
}

enum status output_open(struct output *output, const char *path, struct error *error)
{
    *output = (struct output){.descriptor = -1};
    enum status status = ranks_own() == 0 ? open_own(output, path, error) : STATUS_OK;
    return ranks_count() == 1 ? status : share_unfinished(output, status, error);
}

/* Asks for room on the disk ahead of the writing, in large steps, which saves the file system work.
 * A refusal does not matter. Only for a file that nobody else can know yet. */
static void reserve(struct output *output, size_t length)
{
    output->length += (off_t)length;
#ifdef FALLOC_FL_KEEP_SIZE
    if (!output->target || output->length <= output->reserved + RESERVE)
        return;
    fallocate(output->descriptor, FALLOC_FL_KEEP_SIZE, output->length - (off_t)length,
              (off_t)length + RESERVE);
    output->reserved = output->length;
#endif
}

/* Room for a parcel of `length` bytes. */
static enum status make_room(struct output *output, size_t length, struct error *error)
{
    if (length <= output->parcel_room)
        return STATUS_OK;
    char *parcel = memory_resize(output->parcel, length, 2);
    if (!parcel)
        return error_memory(error, "the output");
    output->parcel = parcel;
    output->parcel_room = 2 * length;
    return STATUS_OK;
}

static enum status keep(struct output *output, const char *bytes, size_t length,
                        struct error *error)
{
    enum status status = make_room(output, output->parcel_length + length, error);
    if (status != STATUS_OK || length == 0)
        return status;
    memcpy(output->parcel + output->parcel_length, bytes, length);
    output->parcel_length += length;
    return STATUS_OK;
}

void output_pass(struct output *output)
{
    ranks_send(output->parcel, output->parcel_length);
    output->parcel_length = 0;
}

enum status output_take(struct output *output, size_t rank, struct error *error)
{
    output->parcel_length = ranks_expect(rank);
    enum status status = make_room(output, output->parcel_length, error);
    if (status == STATUS_OK)
        ranks_receive(output->parcel);
    return status;
}

enum status output_write(struct output *output, const char *bytes, size_t length,
                         struct error *error)
{
    if (ranks_own() > 0)
        return keep(output, bytes, length, error);
    reserve(output, length);
    output->written = 0;
    while (output->written < length) {
        ssize_t done = write(output->descriptor, bytes + output->written, length - output->written);
        if (done >= 0) {
            output->written += (size_t)done;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {.fd = output->descriptor, .events = POLLOUT};
            poll(&wait, 1, -1);
        } else if (errno != EINTR) {
            return error_system(error, output->name, errno);
        }
    }
    return STATUS_OK;
}

void output_check_reader(void)
{
    struct pollfd pipe = {.fd = STDOUT_FILENO};
    struct stat about;
    if (poll(&pipe, 1, 0) == 1 && pipe.revents & POLLERR && fstat(STDOUT_FILENO, &about) == 0 &&
        S_ISFIFO(about.st_mode))
        raise(SIGPIPE);
}

void output_take_back(struct output *output, size_t length)
{
    struct stat about;
    const off_t end = lseek(output->descriptor, 0, SEEK_CUR), start = end - (off_t)length;
    /* Not where another process has written after us. */
    if (length && fstat(output->descriptor, &about) == 0 && S_ISREG(about.st_mode) &&
        about.st_size == end && ftruncate(output->descriptor, start) == 0)
        lseek(output->descriptor, start, SEEK_SET);
}

enum status output_close(struct output *output, enum status status, struct error *error)
{
    if (status != STATUS_OK) {
        discard(output);
        return status;
    }
    /* Room that is left over is given back. If that is refused, the file is whole all the same. */
    int refused = output->reserved ? ftruncate(output->descriptor, output->length) : 0;
    (void)refused;
    int failed = ranks_own() == 0 ? close_descriptor(output) : 0;
    if (!failed && output->target)
        failed = rename(output->unfinished->path, output->target);
    if (failed)
        status = error_system(error, output->name, errno);
    if (!failed && output->unfinished) {
        atomic_store(&output->unfinished->exists, false);
        output->unfinished = NULL;
    }
    discard(output);
    return status;
}
