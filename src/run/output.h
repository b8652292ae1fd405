/* What a stage makes, to the output that the options name. */
#ifndef ATTN_RUN_OUTPUT_H
#define ATTN_RUN_OUTPUT_H

#include "run/pipeline.h"

/* The whole product of the pipeline, block by block: header, rows, close. */
enum status output_product(const struct request *request, enum product product,
                           struct error *error);

/* The steps of it, for stages that make rows of their own. For programs the result is CSV, with a
 * header such that the next reader does not take names for numbers: rows with labels need one even
 * where the columns have no names (the last `lse_count` of which are those of --lse), and none may
 * look like a row of data. For people on a terminal it is a table, its columns as wide as their
 * digits need, so that rows are shown as they come. `names` are borrowed until the first rows have
 * been written. What was written stands only if `status` says that all went well. */
struct output_writer;
enum status output_writer_open(struct output_writer **writer, const struct request *request,
                               struct pool *pool, struct error *error);
enum status output_writer_header(struct output_writer *writer, const struct labels *names,
                                 size_t width, size_t lse_count, bool row_labels,
                                 struct error *error);
enum status output_writer_rows(struct output_writer *writer, const struct matrix *block,
                               struct error *error);
/* Where ranks share the rows (base/ranks.h): this rank's go to the first one, which takes them. */
enum status output_writer_pass(struct output_writer *writer, struct error *error);
enum status output_writer_take(struct output_writer *writer, size_t rank, struct error *error);
enum status output_writer_close(struct output_writer *writer, enum status status,
                                struct error *error);

/* One row of numbers, and the names of its columns (borrowed). `before`: as below. */
enum status output_row(const struct request *request, const struct matrix *row,
                       const struct labels *labels, const struct reader *before, struct pool *pool,
                       struct error *error);

/* With --append: rows begin with their text (TEXT_ROW), and the header with that of the file that
 * `before` reads: no header in, none out. A name that stands in it gets an ending. To be called
 * before the header is written, which then has `before` borrowed. */
void output_writer_append(struct output_writer *writer, const struct reader *before);

/* Appends a name to those of the results: one that the header has, too, gets an ending. */
bool output_add_name(struct labels *names, const char *name, size_t length,
                     const struct labels *header, const struct request *request);

#endif
