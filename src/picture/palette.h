/* Colours for numbers on a scale. */
#ifndef ATTN_PICTURE_PALETTE_H
#define ATTN_PICTURE_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

struct colour {
    uint8_t red, green, blue;
};

/* For what paper a picture is: what its reader prefers, or one. */
enum theme { THEME_AUTO, THEME_LIGHT, THEME_DARK };

/* Each a row of the table in palette.c. */
enum palette {
    PALETTE_SEQUENTIAL, /* dark to bright */
    PALETTE_DIVERGING,  /* blue to red, gray in the middle: for numbers of two signs */
};

/* The colour of `share`, 0 to 1, of the way from the palette's low end to its high end. */
struct colour palette_colour(enum palette palette, double share);

/* The same in a few of a terminal's 256 colours (xterm's), chosen by hand: the nearest ones would
 * be grays half of the way. */
int palette_256(enum palette palette, double share);

/* Whether black text reads better on it than white (relative luminance as in WCAG 2.1). */
bool palette_is_light(struct colour colour);

#endif
