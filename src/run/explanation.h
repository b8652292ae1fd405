/* The steps from queries and keys to scores, weights and contexts as --explain tells them, which
 * the explanations of several stages share (explain.h and its kin): explain_features.c,
 * explain_scores.c, and the rest in explain.c. */
#ifndef ATTN_RUN_EXPLANATION_H
#define ATTN_RUN_EXPLANATION_H

#include "run/pipeline.h"
#include "run/telling.h"

/* How far the options go that the scores are computed with. */
enum level {
    LEVEL_SIMILARITY,
    LEVEL_SCALE,
    LEVEL_SOFTCAP,
    LEVEL_BIAS,
    LEVEL_ALIBI,
    LEVEL_MASK,
    LEVEL_TEMPERATURE,
    LEVEL_TOP,
    LEVEL_COUNT
};

/* The steps of the features of a head, before they are scored. */
enum shaping { SHAPING_PROJECTED, SHAPING_NORMED, SHAPING_TURNED, SHAPING_COUNT };

/* The rules of masks, each of which hides keys. The first goes with all others: positions may be
 * those within a group. */
enum rule {
    RULE_GROUP,
    RULE_CAUSAL,
    RULE_WINDOW,
    RULE_EXCLUDE_SELF,
    RULE_VALID_KEYS,
    RULE_LOCAL,
    RULE_MASK,
    RULE_COUNT,
    RULE_ALL = RULE_COUNT,
    RULE_NONE
};

/* Owns its arrays. */
struct explanation {
    struct telling telling;
    struct job *job;
    enum product goal;
    bool rows_apart;       /* the caller takes the job's rows by itself, after the steps are told */
    struct matrix given;   /* the stage's own rows, before they were normalised */
    struct matrix scores;  /* of a head, as the engine makes them */
    double *numbers;       /* rows x keys each: those of the telling, and ... */
    double *masked;        /* the scores with one rule of the mask */
    struct matrix weights; /* a_ij of the first rows of each head */
    struct matrix result;  /* the same of the product */
};

/* Opens the output. The job's rows are whole, and are told as far as `goal`. To be closed even
 * after a failure. */
enum status explanation_open(struct explanation *explanation, struct job *job, enum product goal,
                             struct error *error);
enum status explanation_close(struct explanation *explanation, enum status status,
                              struct error *error);

/* Tells the inputs, and each head's way to the goal. */
enum status explanation_steps(struct explanation *explanation, struct error *error);

/* Tells how the scores became weights, which are in `weights`. */
void explanation_weights(struct explanation *explanation);

/* Points the telling at a head: its weights, and where queries are told of its features as they are
 * paired, which are the plan's. */
enum status explanation_head(struct explanation *explanation, size_t head, struct layer_plan **plan,
                             struct error *error);

/* The first weight above 0 of the row that has most of them; of logarithms, the first finite one.
 */
bool explanation_find_weight(const struct explanation *explanation, size_t *row, size_t *key);

/* Whether anything may hide keys. */
bool explanation_hides(const struct explanation *explanation);

/* The layer with the options up to a level, and of masks one rule or all; the block likewise. */
void explanation_cut(const struct explanation *explanation, enum level level, enum rule rule,
                     struct layer *layer, struct query_block *block);

/* The scores of the queries told of up to a level. */
enum status explanation_scores(struct explanation *explanation, enum level level, enum rule rule,
                               double *numbers, struct error *error);

/* All steps of a head's scores; the last one leaves them in telling.now. */
enum status explanation_levels(struct explanation *explanation, struct error *error);

/* Tells the files that are read, and how the keys change the features. */
enum status explanation_inputs(const struct explanation *explanation, struct error *error);

/* The steps of the head's features, each with its plan. */
enum status explanation_shapings(struct explanation *explanation,
                                 struct layer_plan *plans[SHAPING_COUNT], struct error *error);

/* The values of the head, where they are not what was read. */
void explanation_values(const struct explanation *explanation);

/* Shows a matrix of doubles, a row for each query, a column for each key. */
void explanation_matrix(const struct explanation *explanation, const double *numbers);

/* Rows of a matrix as doubles. */
void explanation_doubles(const struct matrix *from, size_t first_row, size_t count, double *to);

/* Tells how --bandwidth=auto came to its width, if it did. */
enum status explanation_bandwidth(struct explanation *explanation, struct error *error);

/* Opens the pipeline whose rows describe and heatmap show. With `explain` it opens the output, too,
 * and of a fused run tells the steps to the weights. Then request->explain is set for a fused run
 * only, for the stage's own rows come without steps. */
enum status explanation_begin(struct explanation *explanation, struct pipeline *pipeline,
                              const struct request *request, bool explain, enum product product,
                              struct error *error);

#endif
