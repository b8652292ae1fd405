/* What is learnt from the keys' features and done to queries and keys alike, row by row, before
 * anything else: standardising, and the whitening under which Mahalanobis' distance is Euclid's. */
#ifndef ATTN_ATTENTION_FITTING_H
#define ATTN_ATTENTION_FITTING_H

#include "attention/rows.h"
#include "base/precision.h"
#include "base/threads.h"

/* In the order of --standardize's words, and what mahalanobis wants. */
enum fitting_kind {
    FITTING_NOTHING,
    FITTING_ZSCORE, /* (x_c - mean_c) / sd_c, of all keys (ddof 0) */
    FITTING_MINMAX, /* (x_c - least_c) / (greatest_c - least_c) */
    FITTING_WHITEN  /* L^-1 (x - mean), L L^T = C, the keys' covariance (ddof 1) */
};

enum fitting_result {
    FITTING_DONE,
    FITTING_NO_MEMORY,
    FITTING_NOT_FINITE, /* a feature has an infinite number or one too large, to whiten also NaN */
    FITTING_SINGULAR    /* a feature is constant, or a linear combination of those before it */
};

struct fitting;

/* Fits the kind to the first `count` keys. FITTING_ZSCORE and FITTING_MINMAX pass over NaN; of a
 * feature that is constant they only subtract the constant. Where the result is about one feature,
 * *feature tells which. The pool is borrowed. */
enum fitting_result fitting_new(struct fitting **fitting, enum fitting_kind kind,
                                const struct rows *keys, size_t count, enum precision precision,
                                struct pool *pool, size_t *feature);
void fitting_free(struct fitting *fitting);

/* Whether this feature is the same number in every key. */
bool fitting_is_constant(const struct fitting *fitting, size_t feature);

/* What is taken off a feature, and what it is divided by then: 0 where it is constant. */
double fitting_center(const struct fitting *fitting, size_t feature);
double fitting_scale(const struct fitting *fitting, size_t feature);

/* C of two features, of FITTING_WHITEN: L L^T. */
double fitting_covariance(const struct fitting *fitting, size_t a, size_t b);

/* Standardises or whitens `count` rows, which lie one after another, in place. */
void fitting_apply(const struct fitting *fitting, void *rows, size_t count);

#endif
