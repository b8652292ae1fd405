/* How files were read, for people. */
#ifndef ATTN_RUN_READING_H
#define ATTN_RUN_READING_H

#include "run/inputs.h"
#include "table/listing.h"

/* Lists what was decided for each file, and on what evidence: delimiter, header, labels, and what
 * its columns hold. */
void reading_list(struct listing *listing, const struct inputs *inputs);

#endif
