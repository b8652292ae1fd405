/* The words that other systems use, and what they are here. Help finds them, and so do the messages
 * about an unknown option, function or stage. */
#ifndef ATTN_COMMAND_WORDS_H
#define ATTN_COMMAND_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
    const char *word;
    const char *system; /* who uses it */
    const char *here;   /* what it is called here; the nearest option or function comes first */
};

extern const struct word other_words[];
extern const size_t other_word_count;

/* Whether two words are the same but for case, and for dashes in place of underscores. */
bool word_same(const char *a, const char *b);

/* The row of a word, or NULL. */
const struct word *word_find(const char *text);

/* Whether the word names this option ("--heads") or function ("-f cosine", "-n sink") first, which
 * is `name` after `before`. */
bool word_means(const struct word *word, const char *before, const char *name);

/* Whether its explanation names this option anywhere. */
bool word_names(const struct word *word, const char *option);

#endif
