/* What the options of similarities, masks and normalizers mean together. */
#ifndef ATTN_RUN_CATALOGUE_H
#define ATTN_RUN_CATALOGUE_H

#include "command/options.h"
#include "run/side_inputs.h"

/* Refuses combinations that make no sense; heads_check does the same for heads. */
enum status catalogue_check(const struct options *options, struct error *error);

/* Reads the weights of similarity and local attention, and checks those against each other whose
 * sizes have nothing to do with queries and keys. */
enum status catalogue_read(struct side_inputs *sides, const struct options *options,
                           struct pool *pool, struct error *error);

/* The function and its parameters; the scale is left at 1, since it depends on the width of a
 * head. */
struct similarity_parameters catalogue_similarity(const struct options *options,
                                                  const struct side_inputs *sides);

/* How local attention predicts its windows, if it does. */
struct prediction catalogue_prediction(const struct options *options,
                                       const struct side_inputs *sides);

/* The mask and the normalizer over `key_count` keys and `query_count` queries. */
struct mask catalogue_mask(const struct options *options, size_t query_count, size_t key_count);
struct normalizer_parameters catalogue_normalizer(const struct options *options,
                                                  const struct mask *mask, size_t key_count);

/* Whether a list of bandwidths has one for each of `d` features. */
enum status catalogue_check_width(const struct options *options, const struct side_inputs *sides,
                                  size_t d, struct error *error);

#endif
