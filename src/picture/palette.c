/* Colours; see palette.h. */
#include "picture/palette.h"

#include <math.h>
#include <stddef.h>

static const struct colour anchors[] = {
    {0x44, 0x01, 0x54}, {0x48, 0x1a, 0x6c}, {0x47, 0x2f, 0x7d}, {0x41, 0x44, 0x87},
    {0x39, 0x56, 0x8c}, {0x31, 0x68, 0x8e}, {0x2a, 0x78, 0x8e}, {0x23, 0x88, 0x8e},
    {0x1f, 0x98, 0x8b}, {0x22, 0xa8, 0x84}, {0x35, 0xb7, 0x79}, {0x54, 0xc5, 0x68},
    {0x7a, 0xd1, 0x51}, {0xa5, 0xdb, 0x36}, {0xd2, 0xe2, 0x1b}, {0xfd, 0xe7, 0x25},
};

enum { INTERVALS = sizeof anchors / sizeof *anchors - 1 };

static uint8_t between(uint8_t a, uint8_t b, double share)
{
    return (uint8_t)lround(a + share * (b - a));
}

struct colour palette_colour(double share)
{
    double at = INTERVALS * fmin(fmax(share, 0), 1);
    size_t i = at < INTERVALS ? (size_t)at : INTERVALS - 1;
    const struct colour *from = &anchors[i], *to = &anchors[i + 1];
    double rest = at - (double)i;
    return (struct colour){between(from->red, to->red, rest), between(from->green, to->green, rest),
                           between(from->blue, to->blue, rest)};
}

int palette_256(double share)
{
    static const int codes[] = {53, 54, 24, 30, 36, 77, 113, 149, 184, 220};
    enum { COUNT = sizeof codes / sizeof *codes };
    double at = COUNT * fmin(fmax(share, 0), 1);
    return codes[at < COUNT ? (size_t)at : COUNT - 1];
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
