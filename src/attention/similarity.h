/* The table of similarity functions: f(q, k) of a query and a key.
 *
 * A similarity is computed in three parts. Its preparation turns queries and keys into others, row
 * by row (prepare.h); its pairing runs over the features of these and leaves one number for each
 * query and key; its finish turns a row of these numbers into scores, element by element. Only the
 * pairing and the finish reach a kernel. A new similarity is a row of this table and, where no
 * preparation, pairing or finish serves it, one case in prepare.c or in the kernels' bodies. */
#ifndef ATTN_ATTENTION_SIMILARITY_H
#define ATTN_ATTENTION_SIMILARITY_H

#include <stdbool.h>
#include <stddef.h>

#include "attention/rows.h"

/* What queries and keys become before they are paired. */
enum preparation_kind {
    PREPARE_NOTHING,
    PREPARE_CENTERED, /* q - mean(q), k - mean(k) */
    PREPARE_GENERAL,  /* q W, k */
    PREPARE_ADDITIVE, /* W q + b, U k */
    PREPARE_CONCAT,   /* the same, W = [W of q; W of k] */
    PREPARE_LOCATION, /* q, row j of W in place of key j */
    PREPARE_SPHERE,   /* latitude and longitude, to the point of the unit sphere: three numbers */
    PREPARE_FEATURES  /* elu(q) + 1, elu(k) + 1: for the normalizer `linear` */
};

/* What is summed over the features c. The differences are each divided by their own h_c where
 * there is a list of bandwidths. */
enum pairing {
    PAIRING_DOT,                 /* q_c k_c */
    PAIRING_SQUARED_DIFFERENCE,  /* (q_c - k_c)^2; no cancellation, as |q|^2 + |k|^2 - 2 q.k has */
    PAIRING_ABSOLUTE_DIFFERENCE, /* |q_c - k_c| */
    PAIRING_CHI2,                /* (q_c - k_c)^2 / (q_c + k_c), 0 where both are 0 */
    PAIRING_ADDITIVE             /* v_c tanh(q_c + k_c) */
};

/* What becomes of that sum s. */
enum finish {
    FINISH_NOTHING,      /* s */
    FINISH_COSINE,       /* s / sqrt(q.q k.k) */
    FINISH_NEGATED_ROOT, /* -sqrt(s) */
    FINISH_FACTOR,       /* s times similarity_factor */
    FINISH_POLYNOMIAL,   /* (gamma s + coef0)^degree */
    FINISH_EPANECHNIKOV, /* with u^2 = s / h^2: log(1 - u^2) */
    FINISH_TRICUBE,      /* 3 log(1 - u^3) */
    FINISH_UNIFORM,      /* 0; all three are -infinity from u = 1 on */
    FINISH_HAVERSINE     /* -radius times the angle whose chord is sqrt(s) */
};

/* The parameters that a function may have, bits apart from those of normalizer.h. */
enum similarity_parameter {
    PARAMETER_BANDWIDTH = 1 << 0,
    PARAMETER_GAMMA = 1 << 1,
    PARAMETER_COEF0 = 1 << 2,
    PARAMETER_DEGREE = 1 << 3,
    PARAMETER_WEIGHT = 1 << 4,
    PARAMETER_QUERY_WEIGHT = 1 << 5,
    PARAMETER_KEY_WEIGHT = 1 << 6,
    PARAMETER_VECTOR = 1 << 7,
    PARAMETER_BIAS = 1 << 8,
    PARAMETER_RADIANS = 1 << 9,
    PARAMETER_RADIUS = 1 << 10
};

/* A row of the table. */
struct similarity {
    const char *name;
    const char *formula; /* for help, plain text */
    const char *source;  /* the paper or library it follows */
    unsigned parameters; /* enum similarity_parameter: those it has, */
    unsigned needed;     /* and those of them that have no default */
    enum preparation_kind preparation;
    enum pairing pairing;
    enum finish finish;
    double factor;       /* for FINISH_FACTOR, with the parameters at 1; a gamma multiplies it, */
    int bandwidth_power; /* and this power of the bandwidth divides it */
    double gamma;        /* the default; 0: 1 / d */
    bool scaled;         /* unless told otherwise, times 1 / sqrt(d) */
    bool distance;       /* minus a distance */
    bool whitened;       /* queries and keys come whitened by the keys' covariance (fitting.h) */
    const char *no_gradient; /* why there is none; NULL: there is one */
};

extern const struct similarity similarities[];
extern const size_t similarity_count;

/* Other names by which people know the functions. */
struct alias {
    const char *alias, *name;
};
extern const struct alias similarity_aliases[];
extern const size_t similarity_alias_count;

/* What the normalizer `linear` has in place of a similarity: (elu(q) + 1) . (elu(k) + 1). */
extern const struct similarity similarity_of_features;

/* The row of that name or alias, or NULL. */
const struct similarity *similarity_find(const char *name);

/* Whether it has an end: a key out of the reach of a query is as good as masked. */
bool similarity_has_reach(const struct similarity *function);

/* The scale of this function over d features where the user gives none: 1, or 1 / sqrt(d). */
double similarity_default_scale(const struct similarity *function, size_t d);

/* 1 / sqrt(d). */
double similarity_auto_scale(size_t d);

/* A function and its parameters; matrices and vectors in the precision of the run. All borrowed. */
struct similarity_parameters {
    const struct similarity *function;
    double scale;             /* the function's result times this; 1 leaves it alone */
    double bandwidth;         /* h > 0 */
    const double *bandwidths; /* h_c of each of the d features instead; NULL: none */
    double gamma;             /* 0: the function's default */
    double coef0;             /* of the polynomial, */
    size_t degree;            /* and its degree, 1 or more */
    bool radians;             /* latitudes and longitudes are in radians, not degrees, */
    double radius;            /* and the sphere has this radius */
    struct rows weight;       /* W: general d_q x d_k, concat a x (d_q + d_k), location p x d_q */
    struct rows query_weight; /* W of additive, a x d_q */
    struct rows key_weight;   /* U of additive, a x d_k */
    const void *vector;       /* v of additive and concat, a numbers */
    const void *bias;         /* b of additive, a numbers; NULL: none */
};

/* The factor of FINISH_FACTOR over d features. */
double similarity_factor(const struct similarity_parameters *f, size_t d);

/* The gamma over d features. */
double similarity_gamma(const struct similarity_parameters *f, size_t d);

#endif
