/* Gradients of attention: of the sum over all cells of upstream times context, by what the contexts
 * are made of.
 *
 * With P the weights, O = P V the contexts of a head and dO what comes to them from upstream
 * (dX is the gradient by X; Dao 2022, algorithm 4):
 *
 *   dV = P^T dO
 *   dP = dO V^T
 *   dS = J(P) dP     the normalizer's Jacobian, row by row: for softmax P (dP - sum_j P_j dP_j)
 *   dF = dS times the derivatives of temperature, softcap and scale
 *   dQ, dK           by the derivative of the similarity: for dot, dQ = dF K and dK = dF^T Q
 *
 * and from there back through rotary embedding and projections. Inputs count as separate even where
 * one matrix serves for two. Where a function has a kink (|x|, relu at 0, |q - k| at q = k) the
 * gradient is 0. A masked cell gives 0 to all, whatever its key and value hold.
 *
 * Queries come block by block. A sum over queries goes over GRADIENT_ROWS of them at a time, and
 * these sums are added in the order of the queries: so blocks, threads and kernels (among those
 * with fused multiply-add) change no bit. Of all the n x m numbers those of GRADIENT_ROWS queries
 * are held at a time. */
#ifndef ATTN_ATTENTION_GRADIENT_H
#define ATTN_ATTENTION_GRADIENT_H

#include "attention/layer.h"

enum { GRADIENT_ROWS = 64 };

/* The inputs that there are gradients by. */
enum gradient_by {
    BY_QUERIES,
    BY_KEYS,
    BY_VALUES,
    BY_BIAS,
    BY_SINK,
    BY_PROJECT_QUERIES, /* the projections, in the order of the layer, */
    BY_PROJECT_KEYS,
    BY_PROJECT_VALUES,
    BY_PROJECT_OUTPUT,
    BY_QUERIES_BIAS, /* and their biases */
    BY_KEYS_BIAS,
    BY_VALUES_BIAS,
    BY_OUTPUT_BIAS,
    BY_SIMILARITY_WEIGHT, /* what the similarity is made of */
    BY_ADDITIVE_QUERY,
    BY_ADDITIVE_KEY,
    BY_ADDITIVE_VECTOR,
    BY_ADDITIVE_BIAS,
    BY_QUERY_NORM, /* the gains of norms */
    BY_KEY_NORM,
    BY_COUNT
};

extern const char *const gradient_names[BY_COUNT];

/* Which gradients are wanted, of which heads. */
struct gradient_wish {
    unsigned by;              /* bits 1 << enum gradient_by, each of an input that is given */
    size_t first_head, heads; /* the query heads of upstream; all, if there is an output
                                 projection */
};

/* Gradients in the making. */
struct gradient;

/* Over a layer made ready with attention.retain and scores_to_weights set. Everything is borrowed.
 */
enum status gradient_new(struct gradient **gradient, const struct layer *layer,
                         struct layer_plan *plan, const struct gradient_wish *wish,
                         const char *kernel, struct pool *pool, struct error *error);
void gradient_free(struct gradient *gradient);

/* Adds the next queries: `block` begins at a multiple of GRADIENT_ROWS, and ends at one unless it
 * is the last. `upstream` has a row for each query. Gives the gradients that have a row for each
 * query, NOWHERE if they are not wanted: `queries` (count x their width as given) and `bias` (count
 * x m). That of head h begins bias_head_stride * h rows further on; 0: all heads are added up. */
enum status gradient_add(struct gradient *gradient, const struct query_block *block,
                         const struct rows *upstream, struct out_rows queries, struct out_rows bias,
                         size_t bias_head_stride, struct error *error);

/* After the last query: the sums over the queries are carried back to the inputs. */
enum status gradient_end(struct gradient *gradient, struct error *error);

/* Then: the gradient by anything but queries and bias, in the shape of its input, without padding.
 * Owned by `gradient`. */
struct rows gradient_get(const struct gradient *gradient, enum gradient_by by);

#endif
