/* The version, as --version prints it and NEWS.md tells it. */
#ifndef ATTN_COMMAND_VERSION_H
#define ATTN_COMMAND_VERSION_H

#define ATTN_VERSION "0.1.0"

#endif
