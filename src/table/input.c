/* The bytes of an input file; see input.h. */
#include "table/input.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/ranks.h"
#include "table/kind.h"

enum {
    LEAST_ROOM = 4096,
    LONGEST_LINE = 64 /* blocks */,
    PIPE_SIZE = 1 << 20,
    FIRST_STEP = 256,
    FILE_END = 0x1a
};

const char *input_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "(stdin)" : *path ? path : "''";
}

static int open_file(const char *path)
{
    int descriptor;
    do
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

bool input_is_text(const char *path)
{
    return *path == '@';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* A matrix on the command line, without its @, to CSV of at most the same length and one more. */
static size_t text_to_csv(const char *text, char *out)
{
    char *const start = out;
    while (*text) {
        bool blank = is_blank(*text);
        while (is_blank(*text))
            text++;
        bool begins = out == start || out[-1] == '\n' || out[-1] == ',';
        if (*text == ';')
            *out++ = '\n';
        else if (*text == ',')
            *out++ = ',';
        else if (*text && blank && !begins)
            *out++ = ',', *out++ = *text;
        else if (*text)
            *out++ = *text;
        text += *text != '\0';
    }
    *out++ = '\n';
    return (size_t)(out - start);
}

/* A file without a name. */
static int open_nameless(void)
{
#if defined __linux__
    return memfd_create("attn", MFD_CLOEXEC);
#else
    FILE *file = tmpfile();
    return file ? dup(fileno(file)) : -1;
#endif
}

static bool write_all(int descriptor, const char *text, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t more = write(descriptor, text + done, length - done);
        if (more < 0 && errno != EINTR)
            return false;
        done += more > 0 ? (size_t)more : 0;
    }
    return true;
}

/* The same as a file without a name: all that reads files reads it. */
static int open_text(const char *text)
{
    char *csv = memory_new(strlen(text) + 2, 1);
    int descriptor = csv ? open_nameless() : -1;
    if (descriptor < 0) {
        free(csv);
        return -1;
    }
    bool written = write_all(descriptor, csv, text_to_csv(text, csv));
    free(csv);
    if (written && lseek(descriptor, 0, SEEK_SET) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

/* Opens `path`; -1, with errno, on failure, or if it is a directory. *is_pipe: it is no file that
 * could be read once more. */
static int open_path(const char *path, bool *is_pipe)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    int descriptor = is_stdin              ? STDIN_FILENO
                     : input_is_text(path) ? open_text(path + 1)
                                           : open_file(path);
    struct stat about;
    int failure = descriptor < 0 || fstat(descriptor, &about) != 0 ? errno : 0;
    if (!failure && S_ISDIR(about.st_mode))
        failure = EISDIR;
    *is_pipe = is_stdin || (!failure && !S_ISREG(about.st_mode));
    if (!failure)
        return descriptor;
    if (descriptor > STDERR_FILENO)
        close(descriptor);
    errno = failure;
    return -1;
}

/* Up to RANKS_PIECE bytes; less only at the end. */
static ssize_t read_piece(int descriptor, char *piece)
{
    size_t length = 0;
    while (length < RANKS_PIECE) {
        ssize_t more = read(descriptor, piece + length, RANKS_PIECE - length);
        if (more < 0 && errno == EAGAIN)
            poll(&(struct pollfd){.fd = descriptor, .events = POLLIN}, 1, -1);
        else if (more < 0 && errno != EINTR)
            return -1;
        if (more == 0)
            break;
        length += more > 0 ? (size_t)more : 0;
    }
    return (ssize_t)length;
}

/* A pipe to all ranks: the first reads it to its end, and each keeps the text in a file without a
 * name, `copy`. */
static enum status share_pipe(int pipe, int copy, char *piece, const char *name,
                              struct error *error)
{
    for (;;) {
        ssize_t got = ranks_own() == 0 ? read_piece(pipe, piece) : 0;
        size_t length = got > 0 ? (size_t)got : 0;
        enum status status = got < 0 ? error_system(error, name, errno) : STATUS_OK;
        status = ranks_agree(status, &length, error);
        if (status != STATUS_OK || length == 0)
            return status;
        ranks_broadcast(piece, length, 0);
        if (!write_all(copy, piece, length))
            return error_system(error, "a copy of the pipe", errno);
    }
}

static enum status copy_pipe(int *descriptor, const char *path, struct error *error)
{
    FILE *file = tmpfile();
    int copy = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : -1;
    if (file)
        fclose(file);
    char *piece = memory_new(RANKS_PIECE, 1);
    enum status status = STATUS_OK;
    if (copy < 0 || !piece)
        status = error_system(error, "a copy of the pipe", errno);
    else
        status = share_pipe(*descriptor, copy, piece, input_name(path), error);
    if (status == STATUS_OK && lseek(copy, 0, SEEK_SET) != 0)
        status = error_system(error, "a copy of the pipe", errno);
    free(piece);
    if (*descriptor > STDERR_FILENO)
        close(*descriptor);
    *descriptor = copy;
    return status;
}

/* The first rank opens `path` before the others do: only it may have what is a pipe. */
static enum status open_shared(int *descriptor, const char *path, struct error *error)
{
    bool is_pipe = false;
    const bool first = ranks_own() == 0;
    enum status status = STATUS_OK;
    if (first && (*descriptor = open_path(path, &is_pipe)) < 0)
        status = error_system(error, input_name(path), errno);
    size_t pipes = is_pipe;
    if (ranks_count() == 1)
        return status;
    status = ranks_agree(status, &pipes, error);
    if (status != STATUS_OK || (!pipes && first))
        return status;
    if (pipes)
        return copy_pipe(descriptor, path, error);
    *descriptor = open_path(path, &is_pipe);
    return *descriptor < 0 ? error_system(error, input_name(path), errno) : STATUS_OK;
}

enum status input_open(struct input *input, const char *path, size_t block, struct error *error)
{
    *input = (struct input){.descriptor = -1, .block = block};
    input->room = block < LEAST_ROOM ? LEAST_ROOM : block;
    if (!size_multiply(block, LONGEST_LINE, &input->longest))
        input->longest = input->room;
    input->name = strdup(input_name(path));
    size_t size;
    if (size_add(input->room, block, &size)) {
        input->text = memory_new_aligned(size, 1);
        input->next = memory_new_aligned(size, 1);
    }
    if (!input->name || !input->text || !input->next) {
        input_close(input);
        return error_memory(error, "an input buffer");
    }
    enum status status = open_shared(&input->descriptor, path, error);
    if (status == STATUS_OK)
        /* Larger reads from a pipe; what is no pipe refuses. */
        fcntl(input->descriptor, F_SETPIPE_SZ, PIPE_SIZE);
    else
        input_close(input);
    return status;
}

/* Where the line at `text` ends: past its CR, LF or CRLF. NULL if its end has not come. Looks a
 * little further each time, so that in a text with one of the two bytes only, the search for the
 * other does not run to the end of the block for every line. */
static const char *line_end(const char *text, const char *end)
{
    size_t length, step = FIRST_STEP;
    for (const char *from = text; from < end; from += length, step *= 2) {
        length = (size_t)(end - from) < step ? (size_t)(end - from) : step;
        const char *lf = memchr(from, '\n', length);
        const char *cr = memchr(from, '\r', lf ? (size_t)(lf - from) : length);
        if (cr)
            return cr + 1 < end && cr[1] == '\n' ? cr + 2 : cr + 1;
        if (lf)
            return lf + 1;
    }
    return NULL;
}

bool input_take(struct input *input, struct fragment *fragment)
{
    const char *text = input->text + input->start, *end = input->text + input->end;
    if (!input->begun || text == end)
        return false;
    *fragment = (struct fragment){.text = text, .starts_line = !input->in_line};
    if (input->after_cr && *text == '\n') {
        fragment->late_lf = true;
        fragment->length = 1;
        input->after_cr = false;
        input->start++;
        return true;
    }
    const char *next = line_end(text, end);
    /* Control-Z was the end of a file, and some still write one, or fill a block with them. */
    while (!next && end > text && end[-1] == FILE_END) {
        end--;
        input->end -= input->at_end;
    }
    bool full = input->end - input->start >= input->room && input->room >= input->longest;
    if (!next && ((!full && !input->at_end) || text == end))
        return false;
    fragment->ends_line = next != NULL;
    fragment->length = (size_t)((next ? next : end) - text);
    input->start += fragment->length;
    input->in_line = !next;
    input->after_cr = next && next[-1] == '\r';
    return true;
}

bool input_wait(const struct input *input, int milliseconds)
{
    struct pollfd wait = {.fd = input->descriptor, .events = POLLIN};
    return input->is_ahead || input->ended || poll(&wait, 1, milliseconds) != 0;
}

bool input_is_ready(const struct input *input)
{
    return input_wait(input, 0);
}

/* Takes a UTF-8 byte order mark away, and refuses what is no CSV. Waits for the rest of what may be
 * either. */
static enum status check_mark(struct input *input, struct error *error)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *text = input->text + input->start;
    size_t length = input->end - input->start;
    const bool is_part = length < 3 && !memcmp(text, mark, length) && !input->at_end;
    if (length >= 3 && !memcmp(text, mark, 3)) {
        text += 3;
        length -= 3;
    }
    bool more;
    enum status status = kind_check(input->name, text, length, input->at_end, &more, error);
    if (status || more || is_part)
        return status;
    input->begun = true;
    input->start = (size_t)(text - input->text);
    return STATUS_OK;
}

/* What is read to its end is closed at once: descriptors may be few. */
static void end(struct input *input, int failure)
{
    input->ended = true;
    input->failure = failure;
    if (input->descriptor > STDERR_FILENO)
        close(input->descriptor);
    input->descriptor = -1;
}

static bool has_line_end(const char *text, size_t length)
{
    return memchr(text, '\n', length) || memchr(text, '\r', length);
}

/* Reads a block, or what there is of it once `enough` bytes or the end of a line have come. A
 * failure is told once the bytes before it are taken. */
static void fetch(struct input *input, size_t enough)
{
    char *out = input->next + input->room;
    size_t got = 0;
    while (got < input->block && !input->ended) {
        struct pollfd wait = {.fd = input->descriptor, .events = POLLIN};
        if (got >= enough && poll(&wait, 1, 0) == 0)
            break;
        ssize_t more = read(input->descriptor, out + got, input->block - got);
        if (more > 0) {
            if (got + (size_t)more < enough && has_line_end(out + got, (size_t)more))
                enough = 1;
            got += (size_t)more;
        } else if (more == 0) {
            end(input, 0);
        } else if (errno == EAGAIN) {
            poll(&wait, 1, got >= enough ? 0 : -1);
        } else if (errno != EINTR) {
            end(input, errno);
        }
    }
    input->ahead = got || !input->failure ? (ssize_t)got : -1;
    input->is_ahead = true;
}

void input_read_ahead(struct input *input)
{
    if (!input->at_end && !input->is_ahead && input_is_ready(input))
        fetch(input, 1);
}

/* Doubles the room for a line, and with it the block: a line takes time in proportion to its
 * length. Returns a buffer to take the place of input->text, or NULL. */
static char *widen(struct input *input)
{
    size_t size = 2 * (input->room + input->block);
    char *text = memory_new_aligned(size, 1), *next = memory_new_aligned(size, 1);
    if (!text || !next) {
        free(text);
        free(next);
        return NULL;
    }
    if (input->is_ahead && input->ahead > 0)
        memcpy(next + 2 * input->room, input->next + input->room, (size_t)input->ahead);
    free(input->next);
    input->next = next;
    input->room *= 2;
    input->block *= 2;
    return text;
}

enum status input_read(struct input *input, struct error *error)
{
    size_t left = input->end - input->start, room = input->room;
    char *spare = input->text;
    if (left >= room && !(spare = widen(input))) {
        input->longest = room;
        return STATUS_OK;
    }
    if (!input->is_ahead)
        fetch(input, left < room / 2 ? 1 : left);
    input->is_ahead = false;
    char *text = input->next;
    memcpy(text + input->room - left, input->text + input->start, left);
    if (spare != input->text)
        free(input->text);
    input->next = spare;
    input->text = text;
    input->start = input->room - left;
    input->end = input->start + left;
    if (input->ahead < 0)
        return error_system(error, input->name, input->failure);
    input->end += (size_t)input->ahead;
    input->at_end = input->ahead == 0;
    return input->begun ? STATUS_OK : check_mark(input, error);
}

const char *input_lines(const struct input *input, size_t reach)
{
    const char *text = input->text + input->start;
    size_t length = input->end - input->start;
    if (!input->begun || input->in_line || input->after_cr || !length)
        return text;
    if (reach < length) {
        const char *end = memrchr(text, '\n', reach);
        if (!end)
            end = memchr(text + reach, '\n', length - reach);
        return end ? end + 1 : text;
    }
    const char *end = memrchr(text, '\n', length);
    return end ? end + 1 : text;
}

void input_skip(struct input *input, const char *rest)
{
    input->start = (size_t)(rest - input->text);
}

double input_share(const struct input *input)
{
    struct stat about;
    if (fstat(input->descriptor, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0)
        return NAN;
    double share = (double)lseek(input->descriptor, 0, SEEK_CUR) / (double)about.st_size;
    return share < 1 ? share : 1;
}

void input_close(struct input *input)
{
    if (input->descriptor > STDERR_FILENO)
        close(input->descriptor);
    free(input->name);
    free(input->text);
    free(input->next);
}
