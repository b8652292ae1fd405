/* The command line of a stage: getopt_long over one table of options, from which help, checks and
 * completions are made too. */
#ifndef ATTN_COMMAND_OPTIONS_H
#define ATTN_COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attention/attention.h"
#include "base/error.h"
#include "table/reader.h"

/* The steps of the pipeline that a stage walks; an option belongs to one or more of them, and a
 * stage takes the options of its own steps only. */
enum step {
    STEP_ANY = 1 << 0,      /* reading, running, where the output goes */
    STEP_OPERANDS = 1 << 1, /* -q and -k: the similarity may be computed */
    STEP_SIMILARITY = 1 << 2,
    STEP_SCORE = 1 << 3, /* what changes a score: masks, temperature */
    STEP_NORMALIZE = 1 << 4,
    STEP_VALUES = 1 << 5,   /* -v */
    STEP_AXIS = 1 << 6,     /* weights that sum to 1 otherwise than by row */
    STEP_LIST = 1 << 7,     /* rows listed for people or as CSV */
    STEP_RANK = 1 << 8,     /* the best keys */
    STEP_HEADS = 1 << 9,    /* heads may stand side by side, or one after another */
    STEP_MIX = 1 << 10,     /* values are summed, given with -v or as an operand */
    STEP_DRAW = 1 << 11,    /* a picture */
    STEP_PREDICT = 1 << 12, /* the queries' features say where they look */
    STEP_LOG = 1 << 13,     /* weights are printed, and may be logarithms */
    STEP_LSE = 1 << 14,     /* a context of scores that the run computes */
    STEP_WRITE = 1 << 15,   /* numbers are written, and not only drawn */
};

/* The weights of similarities and of local attention. */
enum weight {
    WEIGHT_SIMILARITY,
    WEIGHT_QUERY,
    WEIGHT_KEY,
    WEIGHT_VECTOR,
    WEIGHT_BIAS,
    WEIGHT_LOCAL,
    WEIGHT_LOCAL_VECTOR,
    WEIGHT_COUNT
};

/* What may be projected. */
enum project { PROJECT_QUERIES, PROJECT_KEYS, PROJECT_VALUES, PROJECT_OUTPUT, PROJECT_COUNT };

/* What the dispatcher knows of a stage. */
struct stage {
    const char *name;
    const char *group;    /* the heading that starts here in help */
    const char *summary;  /* one line of help */
    const char *operands; /* usage: "DISTRIBUTION VALUES" */
    const char *formula;
    unsigned own_steps;             /* the steps it walks on its own operands */
    unsigned fused_steps;           /* the steps it walks with -q */
    int operands_min, operands_max; /* of its own */
    enum missing missing;           /* the default of --missing */
    bool at_end;                    /* nothing is printed before the last row has come */
    enum status (*run)(const struct stage *stage, int argc, char **argv, struct error *error);
};

/* Every option's value; options_defaults fills in the defaults that help shows. */
struct options {
    const struct stage *stage;
    char **operands; /* borrowed from argv */
    int operand_count;

    const char *queries, *keys, *values;               /* files, NULL if not given */
    struct reader_options reading;                     /* its pool and columns are not set here */
    const char *columns, *key_columns, *value_columns; /* of these files; NULL: all */

    const struct similarity *similarity;
    enum { SCALE_DEFAULT, SCALE_AUTO, SCALE_NUMBER } scaling; /* the function's own; 1/sqrt(d) */
    double scale;                                             /* for SCALE_NUMBER */
    double bandwidth;
    const char *bandwidths; /* the text of several, NULL: one */
    double gamma;           /* 0: 1/d */
    double coef0;
    size_t degree;
    const char *weights[WEIGHT_COUNT]; /* files or NULL */
    double softcap;                    /* 0: none */

    size_t heads, kv_heads; /* kv_heads 0: as many as heads */
    bool one_head;          /* of the heads, the one called `head`, counted from 0 */
    size_t head;
    const char *project[PROJECT_COUNT], *project_bias[PROJECT_COUNT]; /* files or NULL */

    bool rope, rope_interleaved;
    double rope_base;  /* 0: not given */
    size_t rope_width; /* features that turn; 0: all of a head's */
    const char *positions, *key_positions, *rope_cosines, *rope_sines; /* files or NULL */

    bool causal, exclude_self;
    bool offset_end; /* the last query stands on the last key */
    int64_t offset;
    bool window;
    int64_t left, right; /* -1: no bound */
    size_t prefix;
    bool limited;
    size_t valid_keys;
    const char *mask, *bias; /* files or NULL */
    const char *group;       /* a column of queries and keys, or NULL */
    bool alibi;
    double alibi_slope;      /* 0: each head's own */
    double local_m, local_p; /* 0: not local */
    bool renormalize;

    const struct normalizer *normalizer;
    int axis; /* enum axis */
    double temperature;
    double alpha;
    bool has_sigmoid_bias;
    double sigmoid_bias;
    bool sink;
    double sink_score;
    size_t top; /* 0: all */
    bool log, lse;

    const char *output; /* a file, NULL for standard output */
    int digits;
    bool plain;
    bool csv;
    size_t count;

    const char *svg;   /* a file for the picture */
    const char *title; /* NULL: from the files */
    int color;         /* enum colour_wish */
    int pool;          /* enum pooling */
    double range[2];   /* the scale; both 0: all values */
    char output_delimiter;

    size_t threads;
    const char *kernel; /* NULL: the best */
    int progress;       /* enum progress_wish */
    bool verbose;
    bool help, version;
    bool told; /* one of these was asked for, and has been printed */
};

/* Reads argv[1..] (argv[0] is the stage's name), the environment (ATTN_THREADS, ATTN_KERNEL), and
 * checks that every option given makes sense in this stage. Prints the help or the version that is
 * asked for. */
enum status options_read(struct options *options, const struct stage *stage, int argc, char **argv,
                         struct error *error);

/* Whether the queries are given with -q, so that the stage runs what comes before it. */
bool options_fused(const struct options *options);

/* The heads of keys and values; the first head that the run prints, and how many. */
size_t options_kv_heads(const struct options *options);
size_t options_first_head(const struct options *options);
size_t options_head_count(const struct options *options);

/* The stage's own FILE operand `index`, "-" where it is left out. */
const char *options_operand(const struct options *options, int index);

#endif
