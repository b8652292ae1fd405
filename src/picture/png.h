/* A small picture of pixels, to stand inside another file. */
#ifndef ATTN_PICTURE_PNG_H
#define ATTN_PICTURE_PNG_H

#include <stddef.h>
#include <stdint.h>

#include "picture/palette.h"
#include "picture/sheet.h"

/* Adds a PNG file in base64: height rows of `width` indexes into `count` colours, 256 at most, of
 * which the first is not drawn: what lies under it shows. Not compressed: a byte a pixel. */
void png_base64(const uint8_t *pixels, size_t width, size_t height, const struct colour *colours,
                size_t count, struct sheet *sheet);

#endif
