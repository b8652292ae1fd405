/* How the fuzzers of the reader take their input: four bytes choose how a text is read, the rest is
 * the text. */
#ifndef ATTN_TESTS_FUZZ_TEXT_OPTIONS_H
#define ATTN_TESTS_FUZZ_TEXT_OPTIONS_H

#include <stdint.h>

#include "metamorphic/readings.h"

enum { TEXT_CHOICES = 4, TEXT_MOST = 1 << 16 };

/* Small blocks meet more of the borders; none is large enough for workers. The bound on memory
 * keeps a text of many columns from being refused by the fuzzer itself. */
static inline struct reader_options text_options(const uint8_t *choices)
{
    static const char *const columns[] = {NULL, NULL, "1", "2-", "name", "3,1"};
    static const char delimiters[] = {',', ',', ';', '\t', ' ', '.'};
    return (struct reader_options){
        .precision = choices[0] % 2 ? PRECISION_SINGLE : PRECISION_DOUBLE,
        .missing = (enum missing)(choices[0] / 2 % 4),
        .header = (enum setting)(choices[0] / 8 % 3),
        .labels = (enum setting)(choices[0] / 24 % 3),
        .quote = (enum quote)(choices[0] / 72 % 3),
        .decimal = choices[2] & 128 ? DECIMAL_COMMA : DECIMAL_POINT,
        .skip = choices[1] / 128,
        .delimiter = delimiters[choices[1] % sizeof delimiters],
        .comment = choices[1] & 64 ? '#' : '\0',
        .columns = columns[choices[2] % 6],
        .texts = {[TEXT_GROUP] = choices[2] & 64 ? "1" : NULL},
        .block = 1 + choices[3] * (choices[3] % 2 ? 1u : 97u),
        .max_memory = 1 << 24,
    };
}

#endif
