/* A matrix as a table for people: names left and on top, columns as wide as their digits need. */
#ifndef ATTN_RUN_TABLE_OUTPUT_H
#define ATTN_RUN_TABLE_OUTPUT_H

#include "command/request.h"
#include "table/matrix.h"

struct table_output;

/* Opens the request's output. Columns that the terminal has no room for are left out, and a note
 * says so at the end. */
enum status table_output_open(struct table_output **table, const struct request *request,
                              struct error *error);

/* Rows begin with the cells of their text (TEXT_ROW), which `header` names, borrowed as the names
 * of the columns are. */
void table_output_append(struct table_output *table, const struct labels *header);

/* The names of the columns, borrowed until the first rows; without them there is no header. */
void table_output_header(struct table_output *table, const struct labels *names);

/* Rows, shown at once. */
enum status table_output_rows(struct table_output *table, const struct matrix *block,
                              struct error *error);

/* Closes the output if `status` is good, and gives it up otherwise. Frees the table. */
enum status table_output_close(struct table_output *table, enum status status, struct error *error);

#endif
