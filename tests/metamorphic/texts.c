/* A table of texts and the ways to write it; see texts.h. */
#include "texts.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned random_below(unsigned limit)
{
    static uint64_t state = 88172645463325252U; /* xorshift64, Marsaglia 2003 */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 32) % limit);
}

static void *checked(void *memory)
{
    if (!memory) {
        perror("metamorphic");
        exit(2);
    }
    return memory;
}

static struct texts *texts_new(size_t rows, size_t columns)
{
    struct texts *texts = checked(calloc(1, sizeof *texts));
    texts->rows = rows;
    texts->columns = columns;
    texts->cells = checked(calloc(rows * columns, sizeof *texts->cells));
    return texts;
}

void texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->rows * texts->columns; i++)
        free(texts->cells[i]);
    free(texts->cells);
    free(texts);
}

static char *random_number(void)
{
    static const char *const odd[] = {"0",    "-0",  "inf",   "-inf",     "1.",    ".5",
                                      "-.25", "1e5", "2E-07", "1e-310",   "1e39",  "00012",
                                      "7e+3", "0.0", "1e400", "Infinity", "-1e-50"};
    char text[64];
    double number = ldexp((double)random_below(1U << 31) - 0x1p30, (int)random_below(80) - 70);
    switch (random_below(8)) {
    case 0:
        return checked(strdup(odd[random_below(sizeof odd / sizeof *odd)]));
    case 1:
        snprintf(text, sizeof text, "%u", random_below(1000));
        break;
    case 2:
        snprintf(text, sizeof text, "%.*e", (int)random_below(20), number);
        break;
    case 3:
        snprintf(text, sizeof text, "%.*f", (int)random_below(12), number);
        break;
    default:
        snprintf(text, sizeof text, "%.*g", (int)random_below(18) + 1, number);
    }
    return checked(strdup(text));
}

struct texts *texts_random(void)
{
    struct texts *texts = texts_new(2 + random_below(12), 2 + random_below(8));
    texts->header = random_below(2);
    texts->labels = texts->header && random_below(2);
    for (size_t i = 0; i < texts->rows * texts->columns; i++) {
        char text[32] = "";
        size_t row = i / texts->columns, column = i % texts->columns;
        if (texts->header && row == 0 && !(texts->labels && column == 0))
            snprintf(text, sizeof text, "name of %zu", column);
        if (texts->labels && column == 0 && row > 0)
            snprintf(text, sizeof text, "r%zu", row);
        bool text_cell = (texts->header && row == 0) || (texts->labels && column == 0);
        texts->cells[i] = text_cell ? checked(strdup(text)) : random_number();
    }
    return texts;
}

static char *load(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *text = checked(calloc(length + 1, 1));
    if (fread(text, 1, length, file) != length)
        checked(NULL);
    fclose(file);
    return text;
}

static size_t count(const char *text, const char *end, char byte)
{
    size_t found = 0;
    for (; *text && text < end; text++)
        found += *text == byte;
    return found;
}

struct texts *texts_load(const char *path)
{
    char *text = load(path), *rest = text;
    if (!text)
        return NULL;
    size_t length = strlen(text);
    struct texts *texts =
        texts_new(count(text, text + length, '\n'), 1 + count(text, strchr(text, '\n'), ','));
    texts->header = true;
    for (size_t i = 0; i < texts->rows * texts->columns; i++) {
        size_t cell = strcspn(rest, ",\n");
        texts->cells[i] = checked(strndup(rest, cell));
        rest += cell + 1;
    }
    free(text);
    return texts;
}

struct style style_of(unsigned number)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    /* Those who try every 7th or 13th number meet all of them. */
    static const enum dialect dialects[] = {DIALECT_COMMAS, DIALECT_COMMAS, DIALECT_BLANKS,
                                            DIALECT_NO_QUOTES, DIALECT_DECIMAL_COMMAS};
    return (struct style){.dialect = dialects[number % 5],
                          .line_end = ends[number % 3],
                          .mark = number / 3 & 1,
                          .quotes = number / 6 & 1,
                          .blanks = number / 12 & 1,
                          .plus = number / 24 & 1,
                          .no_end = number / 48 & 1,
                          .blank_end = number / 96 & 1};
}

char delimiter_of(const struct style *style)
{
    return style->dialect == DIALECT_BLANKS           ? ' '
           : style->dialect == DIALECT_DECIMAL_COMMAS ? ';'
                                                      : ',';
}

static void write_cell(FILE *out, const struct texts *texts, const struct style *style,
                       const struct spoil *spoil, size_t i)
{
    const char *text = texts->cells[i];
    size_t row = i / texts->columns, column = i % texts->columns;
    bool is_text = (texts->header && row == 0) || (texts->labels && column == 0);
    const bool quotes = style->dialect != DIALECT_NO_QUOTES &&
                        (style->quotes || (is_text && style->dialect == DIALECT_BLANKS));
    if (style->blanks)
        fputs(i % 3 ? " " : "\t ", out);
    if (quotes)
        fputc('"', out);
    if (style->plus && !is_text && !strchr("+-", *text))
        fputc('+', out);
    for (size_t at = 0; at <= strlen(text); at++) {
        if (spoil && spoil->row == row && spoil->column == column && spoil->at == at)
            fputc(spoil->byte, out);
        if (text[at] == '.' && !is_text && style->dialect == DIALECT_DECIMAL_COMMAS)
            fputc(',', out);
        else if (text[at])
            fputc(text[at], out);
    }
    if (quotes)
        fputc('"', out);
    if (style->blanks)
        fputs(i % 2 ? " \t " : " ", out);
}

char *texts_write(const struct texts *texts, const struct style *style, const struct spoil *spoil,
                  size_t *length)
{
    char *text;
    FILE *out = checked(open_memstream(&text, length));
    if (style->mark)
        fputs("\xef\xbb\xbf", out);
    for (size_t i = 0; i < texts->rows * texts->columns; i++) {
        bool ends_row = (i + 1) % texts->columns == 0, last = i + 1 == texts->rows * texts->columns;
        write_cell(out, texts, style, spoil, i);
        if (!ends_row)
            fputc(delimiter_of(style), out);
        else if (!last || !style->no_end)
            fputs(style->line_end, out);
    }
    for (int i = 0; style->blank_end && !style->no_end && i < 3; i++)
        fputs(style->line_end, out);
    fclose(out);
    return checked(text);
}
