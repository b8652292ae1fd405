/* How files were read; see reading.h. */
#include "run/reading.h"

#include "table/reader.h"

void reading_list(struct listing *listing, const struct inputs *inputs)
{
    const struct source *const sources[] = {&inputs->rows, &inputs->keys, &inputs->values};
    const bool several = inputs->keys.reader || inputs->values.reader;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (!sources[i]->reader)
            continue;
        struct error text;
        error_set(&text, STATUS_OK, "%s%s", several ? sources[i]->name : "", several ? ": " : "");
        reader_describe(sources[i]->reader, &text);
        listing_line(listing, "read with %s", text.text);
    }
}
