/* Colours and shades for numbers on a scale. */
#ifndef ATTN_PICTURE_PALETTE_H
#define ATTN_PICTURE_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

struct colour {
    uint8_t red, green, blue;
};

/* The colour of `share`, 0 to 1, of the way from the scale's low end to its high end: viridis, by
 * N. J. Smith and S. van der Walt (2015, CC0), perceptually uniform, also to colour-blind people
 * and in print without colour; here every 17th of its 256 colours and straight lines between. */
struct colour palette_colour(double share);

/* The same in ten of a terminal's 256 colours (xterm's), each brighter than the one before. The
 * nearest ones would not do: half of the way they are grays. */
int palette_256(double share);

/* Whether black text reads better on it than white (relative luminance as in WCAG 2.1). */
bool palette_is_light(struct colour colour);

#endif
