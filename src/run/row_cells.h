/* The cells of a row that stands as text, for people: --append on a terminal. */
#ifndef ATTN_RUN_ROW_CELLS_H
#define ATTN_RUN_ROW_CELLS_H

#include "command/request.h"
#include "table/labels.h"

/* Cuts text[0..length), a row with the output's delimiter between its cells, into `cells`, which
 * are emptied first. A row that cannot be cut is one cell. False if there is no memory. */
bool row_cells_cut(struct labels *cells, const char *text, size_t length,
                   const struct request *request);

#endif
