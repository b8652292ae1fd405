/* What the stages that list rows of names and numbers share. */
#ifndef ATTN_RUN_LISTINGS_H
#define ATTN_RUN_LISTINGS_H

#include "command/request.h"
#include "table/labels.h"
#include "table/listing.h"

/* The digits that numbers have in it: --digits, or a few for people, or 0: all. */
int listings_digits(const struct request *request, bool aligned);

/* Opens the listing that the options ask for. `aligned`: for people, with a few digits unless
 * --digits says how many. */
enum status listings_open(struct listing **listing, const struct request *request, bool aligned,
                          struct error *error);

/* Whether the result is to be read from a terminal by people. */
bool listings_for_people(const struct request *request);

/* A row of names. */
void listings_header(struct listing *listing, const char *const *names, size_t count);

/* The name of an element as a cell: label `label` of `labels`, or its position (from 0) where there
 * are none or --plain is on. */
void listings_name(struct listing *listing, const struct request *request,
                   const struct labels *labels, size_t label, size_t position);

/* Names in one line for people, commas between; all zero is empty. What does not fit is cut. */
struct name_list {
    char text[400];
    size_t length;
};

/* Appends label `index` of `labels`, or the index itself where there are none. */
void name_list_add(struct name_list *names, const struct labels *labels, size_t index);

#endif
