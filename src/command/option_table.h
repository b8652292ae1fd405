/* The table of options: one row an option, from which parsing, checks and help come. */
#ifndef ATTN_COMMAND_OPTION_TABLE_H
#define ATTN_COMMAND_OPTION_TABLE_H

#include "command/request.h"

/* How the argument is read and where its value goes (`offset` in struct request). */
enum option_kind {
    OPTION_FLAG,     /* no argument; bool */
    OPTION_TEXT,     /* const char * */
    OPTION_FILE,     /* const char *: a file that is read */
    OPTION_POSITIVE, /* double, finite and above 0 */
    OPTION_NUMBER,   /* double, finite */
    OPTION_COUNT,    /* size_t, 1 or more */
    OPTION_WHOLE,    /* size_t, 0 or more; help shows no default */
    OPTION_CHOICE,   /* an enum: the index of the name in `choices` */
    OPTION_CUSTOM,   /* `set` reads it */
};

/* At least as many as the table has rows. */
enum { OPTION_ROWS_MAX = 128 };

/* A row of the table. */
struct option_row {
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* as help shows it; NULL for a flag */
    unsigned steps;       /* enum step */
    enum option_kind kind;
    size_t offset;
    const char *const *choices; /* NULL at the end */
    enum status (*set)(const struct option_row *row, struct request *request, const char *argument,
                       struct error *error);
    enum option_kind shown; /* how help shows the default at `offset`; OPTION_FLAG: not at all */
    void (*show)(const struct request *request, char *text, size_t size); /* or this does */
    bool optional;            /* the argument may be left out: `set` then gets NULL */
    const char *letter_means; /* the letter takes no argument and means this one; else NULL */
    unsigned parameter;       /* only for functions that have it; 0: for all */
    const char *fallback;     /* what help shows as its default where that is no value; else NULL */
    const char *group;        /* the heading that starts here in help */
    const char *help;
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* The row of the name that has `length` bytes, or NULL. */
const struct option_row *option_find(const char *name, size_t length);

/* The defaults in a stage, for parsing and for help. */
void request_defaults(struct request *request, const struct stage *stage);

/* Stores the argument of a row; STATUS_USAGE if it does not fit. */
enum status option_store(const struct option_row *row, struct request *request,
                         const char *argument, struct error *error);

/* The default of a row as the stage's help shows it, into text; "" where there is none. */
void option_default(const struct option_row *row, const struct stage *stage, char *text,
                    size_t size);

#endif
