/* Compares two CSV files cell by cell: compare EXPECTED ACTUAL [RELATIVE [ABSOLUTE]]
 *
 * Two numbers x (expected) and y agree if |x - y| <= ABSOLUTE + RELATIVE * |x|, if both are the
 * same infinity, or both nan. Any other two cells agree if their text is the same, quotes aside.
 * "-" is standard input. Exit 0 if all agree; 1 and the first place where they do not; 2 if that
 * cannot be found out. It shares no code with the program that it checks. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
    const char *name;
    FILE *stream;
    char *line;
    size_t room;
};

static void file_open(struct file *file, const char *name)
{
    file->name = name;
    file->stream = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (file->stream == NULL) {
        fprintf(stderr, "compare: %s: %s\n", name, strerror(errno));
        exit(2);
    }
}

/* Reads the next line, without its end, or returns false. */
static bool file_next(struct file *file)
{
    ssize_t length = getline(&file->line, &file->room, file->stream);

    if (length < 0)
        return false;
    file->line[strcspn(file->line, "\r\n")] = '\0';
    return true;
}

/* Cuts the cell at *cursor off, out of its quotes, and moves *cursor to the next, or to NULL. */
static char *next_cell(char **cursor)
{
    char *cell = *cursor, *from = cell, *to = cell;
    bool quoted = false;

    for (; *from != '\0' && (quoted || *from != ','); from++) {
        if (*from != '"')
            *to++ = *from;
        else if (quoted && from[1] == '"')
            *to++ = *from++;
        else
            quoted = !quoted;
    }
    *cursor = *from == ',' ? from + 1 : NULL;
    *to = '\0';
    return cell;
}

static bool is_number(const char *text, double *value)
{
    char *end;

    *value = strtod(text, &end);
    return end != text && *end == '\0';
}

static bool agree(const char *expected, const char *actual, double relative, double absolute)
{
    double x, y;

    if (!is_number(expected, &x) || !is_number(actual, &y))
        return strcmp(expected, actual) == 0;
    if (isnan(x) || isnan(y))
        return isnan(x) && isnan(y);
    if (isinf(x) || isinf(y))
        return isinf(x) && isinf(y) && signbit(x) == signbit(y);
    return fabs(x - y) <= absolute + relative * fabs(x);
}

/* Whether the two lines agree; says where not. */
static bool rows_agree(char *expected, char *actual, size_t row, double relative, double absolute)
{
    for (size_t column = 1; expected != NULL && actual != NULL; column++) {
        const char *x = next_cell(&expected), *y = next_cell(&actual);

        if (!agree(x, y, relative, absolute)) {
            printf("row %zu, column %zu: expected %s, got %s\n", row, column, x, y);
            return false;
        }
    }
    if (expected != NULL || actual != NULL)
        printf("row %zu: too %s cells\n", row, expected != NULL ? "few" : "many");
    return expected == NULL && actual == NULL;
}

int main(int argc, char **argv)
{
    struct file expected = {0}, actual = {0};
    double relative = 1e-12, absolute = 1e-12;

    if (argc < 3 || argc > 5 || (argc > 3 && !is_number(argv[3], &relative)) ||
        (argc > 4 && !is_number(argv[4], &absolute))) {
        fputs("usage: compare EXPECTED ACTUAL [RELATIVE [ABSOLUTE]]\n", stderr);
        return 2;
    }
    file_open(&expected, argv[1]);
    file_open(&actual, argv[2]);
    for (size_t row = 1;; row++) {
        bool have_expected = file_next(&expected), have_actual = file_next(&actual);

        if (!have_expected && !have_actual)
            return 0;
        if (have_expected != have_actual) {
            printf("row %zu: too %s rows\n", row, have_expected ? "few" : "many");
            return 1;
        }
        if (!rows_agree(expected.line, actual.line, row, relative, absolute))
            return 1;
    }
}
