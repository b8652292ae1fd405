/* Colours; see palette.h. */
#include "picture/palette.h"

#include <math.h>
#include <stddef.h>

enum { ANCHORS_MOST = 17, CODES_MOST = 11 };

/* Colours at equal distances, straight lines between; and those of a terminal's 256. */
static const struct {
    size_t anchor_count, code_count;
    struct colour anchors[ANCHORS_MOST];
    int codes[CODES_MOST];
} palettes[] = {
    /* Viridis, by N. J. Smith and S. van der Walt (2015, CC0), every 17th of its 256 colours:
     * perceptually uniform, also to colour-blind people and in print without colour. */
    [PALETTE_SEQUENTIAL] = {16,
                            10,
                            {{0x44, 0x01, 0x54},
                             {0x48, 0x1a, 0x6c},
                             {0x47, 0x2f, 0x7d},
                             {0x41, 0x44, 0x87},
                             {0x39, 0x56, 0x8c},
                             {0x31, 0x68, 0x8e},
                             {0x2a, 0x78, 0x8e},
                             {0x23, 0x88, 0x8e},
                             {0x1f, 0x98, 0x8b},
                             {0x22, 0xa8, 0x84},
                             {0x35, 0xb7, 0x79},
                             {0x54, 0xc5, 0x68},
                             {0x7a, 0xd1, 0x51},
                             {0xa5, 0xdb, 0x36},
                             {0xd2, 0xe2, 0x1b},
                             {0xfd, 0xe7, 0x25}},
                            {53, 54, 24, 30, 36, 77, 113, 149, 184, 220}},
    /* Smooth cool to warm, by K. Moreland (2009, public domain), every second of its 33 colours:
     * the gray of 0 differs from white and from black paper. */
    [PALETTE_DIVERGING] = {17,
                           11,
                           {{0x3b, 0x4c, 0xc0},
                            {0x4d, 0x68, 0xd7},
                            {0x62, 0x82, 0xea},
                            {0x77, 0x9a, 0xf7},
                            {0x8d, 0xb0, 0xfe},
                            {0xa3, 0xc2, 0xff},
                            {0xb8, 0xd0, 0xf9},
                            {0xcc, 0xd9, 0xee},
                            {0xdd, 0xdd, 0xdd},
                            {0xec, 0xd3, 0xc5},
                            {0xf5, 0xc4, 0xad},
                            {0xf7, 0xb1, 0x94},
                            {0xf4, 0x9a, 0x7b},
                            {0xec, 0x7f, 0x63},
                            {0xde, 0x60, 0x4d},
                            {0xcb, 0x3e, 0x38},
                            {0xb4, 0x04, 0x26}},
                           {62, 69, 111, 153, 189, 253, 224, 216, 209, 203, 160}},
};

static uint8_t between(uint8_t a, uint8_t b, double share)
{
    return (uint8_t)lround(a + share * (b - a));
}

struct colour palette_colour(enum palette palette, double share)
{
    size_t last = palettes[palette].anchor_count - 2;
    double at = (double)(last + 1) * fmin(fmax(share, 0), 1);
    size_t i = at < (double)last ? (size_t)at : last;
    const struct colour *from = &palettes[palette].anchors[i], *to = from + 1;
    double rest = at - (double)i;
    return (struct colour){between(from->red, to->red, rest), between(from->green, to->green, rest),
                           between(from->blue, to->blue, rest)};
}

int palette_256(enum palette palette, double share)
{
    size_t count = palettes[palette].code_count;
    double at = (double)count * fmin(fmax(share, 0), 1);
    return palettes[palette].codes[at < (double)count ? (size_t)at : count - 1];
}

static double linear(uint8_t channel)
{
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

bool palette_is_light(struct colour colour)
{
    double luminance =
        0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
    /* The contrasts (L + 0.05) / 0.05 with black and 1.05 / (L + 0.05) with white are equal. */
    return luminance > 0.179;
}
