/* What was asked for: the command line of a stage, parsed and checked, as one struct. It embeds the
 * structs of the rooms that do the work, and the table of options writes straight into these. */
#ifndef ATTN_COMMAND_REQUEST_H
#define ATTN_COMMAND_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "attention/comparison.h"
#include "attention/fitting.h"
#include "attention/gradient.h"
#include "attention/layer.h"
#include "base/error.h"
#include "picture/grid.h"
#include "picture/palette.h"
#include "table/reader.h"
#include "table/writer.h"

/* The steps of the pipeline that a stage walks; an option belongs to one or more of them, and a
 * stage takes the options of its own steps only. */
enum step {
    STEP_ANY = 1 << 0,      /* reading, running, where the output goes */
    STEP_OPERANDS = 1 << 1, /* -q and -k: the similarity may be computed */
    STEP_SIMILARITY = 1 << 2,
    STEP_SCORE = 1 << 3, /* what changes a score: masks, temperature */
    STEP_NORMALIZE = 1 << 4,
    STEP_VALUES = 1 << 5,    /* -v */
    STEP_AXIS = 1 << 6,      /* weights that sum to 1 otherwise than by row */
    STEP_LIST = 1 << 7,      /* rows listed for people or as CSV */
    STEP_RANK = 1 << 8,      /* the best keys */
    STEP_HEADS = 1 << 9,     /* heads may stand side by side, or one after another */
    STEP_MIX = 1 << 10,      /* values are summed, given with -v or as an operand */
    STEP_DRAW = 1 << 11,     /* a picture */
    STEP_PREDICT = 1 << 12,  /* the queries' features say where they look */
    STEP_LOG = 1 << 13,      /* weights are printed, and may be logarithms */
    STEP_LSE = 1 << 14,      /* scores are normalised, and by what may be told */
    STEP_WRITE = 1 << 15,    /* numbers are written, and not only drawn */
    STEP_COMPARE = 1 << 16,  /* a candidate is held against them */
    STEP_MERGE = 1 << 17,    /* parts are joined */
    STEP_BACKWARD = 1 << 18, /* gradients come back from the context */
    STEP_CLASSES = 1 << 19,  /* values may be classes, as which text is read */
    STEP_ANSWER = 1 << 20,   /* and the likeliest may be told */
    STEP_TELL = 1 << 21,     /* every step can be explained */
    STEP_APPEND = 1 << 22,   /* its rows are those of the queries, and may stand beside them */
    STEP_FIT = 1 << 23,      /* features may be changed by what the keys tell */
    STEP_PAIR = 1 << 24,     /* the best keys of queries that the stage reads itself */
    STEP_COLUMNS = 1 << 25,  /* columns are reported, or rows */
};

struct request;

/* What the dispatcher knows of a stage. */
struct stage {
    const char *name;
    const char *group;    /* the heading that starts here in help */
    const char *summary;  /* one line of help */
    const char *operands; /* usage: "DISTRIBUTION VALUES" */
    const char *formula;
    const char *example;  /* a command */
    const char *options;  /* its own: --NAME, or a group as help calls it, blanks between */
    unsigned own_steps;   /* the steps it walks on its own operands */
    unsigned fused_steps; /* the steps it walks with -q */
    int operands_min, operands_max; /* of its own; more than OPERANDS_MAX are in `files` */
    int operands_fused;             /* that stand beside -q; the last ones of its own */
    enum missing missing;           /* the default of --missing */
    bool keeps_text;                /* columns of text are no mistake */
    bool at_end;                    /* nothing is printed before the last row has come */
    bool shared;                    /* ranks share its fused runs */
    enum status (*run)(const struct request *request, struct error *error);
};

enum { OPERANDS_MAX = 2 };

/* The files beside the sequences that are read whole: projections, tables of rotary embedding,
 * positions, and the matrices and vectors of similarities and of local attention. */
enum side_file {
    SIDE_PROJECT_QUERIES,
    SIDE_PROJECT_KEYS,
    SIDE_PROJECT_VALUES,
    SIDE_PROJECT_OUTPUT,
    SIDE_QUERIES_BIAS, /* the biases in the order of the projections */
    SIDE_KEYS_BIAS,
    SIDE_VALUES_BIAS,
    SIDE_OUTPUT_BIAS,
    SIDE_COSINES,
    SIDE_SINES,
    SIDE_POSITIONS,
    SIDE_KEY_POSITIONS,
    SIDE_SIMILARITY, /* W of general, concat and location */
    SIDE_ADDITIVE_QUERY,
    SIDE_ADDITIVE_KEY,
    SIDE_ADDITIVE_VECTOR,
    SIDE_ADDITIVE_BIAS,
    SIDE_LOCAL_WEIGHT,
    SIDE_LOCAL_VECTOR,
    SIDE_QUERY_NORM, /* gains */
    SIDE_KEY_NORM,
    SIDE_FREQUENCIES, /* of pairs, which no precision rounds, */
    SIDE_SCALES,      /* nor these numbers of each head: */
    SIDE_SLOPES,
    SIDE_SINKS,
    SIDE_COUNT
};

/* --by. */
enum compare_by { COMPARE_BY_COLUMN, COMPARE_BY_ROW, COMPARE_BY_NOTHING };

/* --progress and --color. */
enum progress_wish { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };
enum colour_wish { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER, COLOUR_256, COLOUR_TRUE };

/* Numbers with commas between, as an option gives them. */
struct number_list {
    const char *text;
    double *numbers; /* owned; NULL: none are given, or they are in a file */
    size_t count;
};

/* Files are NULL where none is given. Everything but lists of numbers is borrowed. */
struct request {
    const struct stage *stage;
    bool fused; /* the queries are given, so that the stage runs what comes before it */
    const char *queries, *keys, *values; /* of a fused run; keys and values NULL: as the ones
                                            before */
    const char *operands[OPERANDS_MAX];  /* the stage's own input otherwise; NULL: none */
    struct reader_options reading;       /* its pool and columns are not set here */
    enum fitting_kind standardize;
    const char *columns, *key_columns, *value_columns; /* of these files; NULL: all */
    const char *candidate_columns;
    const char *group;   /* a column of queries and keys */
    const char *classes; /* a column of the values' file; NULL: values are numbers */
    bool predict;
    bool append;    /* rows begin with the query's own cells */
    const char *as; /* what is added to the name of a result that the query has, too; NULL: the
                       stage's name */
    const char *mask_file, *bias_file; /* read in step with the queries */
    const char *sides[SIDE_COUNT];

    /* What the options say of the mathematics. What comes from files is filled into a copy of this
     * by run/problem.c, and with it what depends on the sizes: */
    struct layer layer;
    enum { SCALE_DEFAULT, SCALE_AUTO, SCALE_NUMBER } scaling; /* the function's own; 1/sqrt(d) */
    bool offset_end;    /* the last query stands on the last key */
    bool exclude_names; /* a query does not see the keys of its own label */
    double norm_epsilon;
    struct number_list bandwidths;            /* of all features, or of each */
    bool bandwidth_auto;                      /* that of the least error, found by run/job.c */
    struct number_list scales, slopes, sinks; /* of all heads, or of each; slopes of --alibi, which
                                                 may have none */
    bool one_head;                            /* of the heads only one, first_head, is computed */
    size_t first_head, head_count;            /* those computed */
    enum axis axis;
    bool lse;
    enum { BASE_E, BASE_TWO } lse_base; /* of log-sum-exps */

    const char *output;            /* standard output where NULL */
    struct writer_options writing; /* its pool is not set here */
    bool csv;
    bool explain;     /* every step is told, in place of the result alone */
    size_t count;     /* the best keys listed for a query, or pairs of all; 0: all of them */
    const char *show; /* columns of the keys that are listed beside them */
    struct {
        bool pairs, distance, rank, no_weight;
        double min_score, max_distance; /* NaN: not given */
    } list;

    char *const *files; /* all operands, for a stage that takes any number of them; borrowed */
    size_t file_count;
    struct {
        bool sum, lse_last;
    } merge;
    struct {
        struct tolerance tolerance;
        int format; /* whose units count, in number_formats; -1: the run's precision */
        enum compare_by by;
        bool silent, errors;
    } compare;

    struct {
        const char *upstream;
        unsigned by; /* bits 1 << enum gradient_by */
    } gradient;

    const char *svg;      /* a file for the picture */
    size_t picture_width; /* 0: what fits */
    enum theme theme;
    const char *title; /* NULL: from the files */
    enum colour_wish color;
    enum pooling pool;
    double range[2]; /* the scale; both 0: all values */

    size_t threads;
    const char *kernel; /* NULL: the best */
    enum progress_wish progress;
    bool verbose, quiet;
    bool help, version; /* asked for: nothing else has been checked */
};

/* Reads argv[1..] (argv[0] is the stage's name) and the environment (ATTN_THREADS, ATTN_KERNEL),
 * and checks that every option given makes sense in this stage. */
enum status request_read(struct request *request, const struct stage *stage, int argc, char **argv,
                         struct error *error);

/* Frees what the request owns, also after a failure. */
void request_free(struct request *request);

#endif
