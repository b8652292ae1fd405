/* Printable text and its width; see text.h. */
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

size_t text_printable(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (length == 0)
        return 0;
    unsigned char lead = byte[0];
    if (lead < 0x80)
        return lead >= 0x20 && lead != 0x7f;
    size_t sequence = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || sequence > length)
        return 0;
    for (size_t i = 1; i < sequence; i++)
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (lead == 0xe0 && byte[1] < 0xa0) || (lead == 0xf0 && byte[1] < 0x90);
    bool surrogate = lead == 0xed && byte[1] > 0x9f;
    bool beyond = lead == 0xf4 && byte[1] > 0x8f;
    bool c1_control = lead == 0xc2 && byte[1] < 0xa0;
    bool direction = lead == 0xe2 && ((byte[1] == 0x80 && byte[2] >= 0xaa && byte[2] <= 0xae) ||
                                      (byte[1] == 0x81 && byte[2] >= 0xa6 && byte[2] <= 0xa9));
    return overlong || surrogate || beyond || c1_control || direction ? 0 : sequence;
}

size_t text_escape(const char *text, size_t length, char *out)
{
    static const char digits[] = "0123456789abcdef";
    char *start = out;
    while (length > 0) {
        size_t taken = text_printable(text, length);
        if (taken) {
            memcpy(out, text, taken);
            out += taken;
        } else {
            unsigned char byte = (unsigned char)*text;
            taken = 1;
            *out++ = '\\';
            *out++ = 'x';
            *out++ = digits[byte >> 4];
            *out++ = digits[byte & 15];
        }
        text += taken;
        length -= taken;
    }
    return (size_t)(out - start);
}

size_t text_cut(const char *text, size_t length, size_t most)
{
    size_t cut = length < most ? length : most, least = cut < 4 ? 0 : cut - 4;
    /* Bytes that are not UTF-8 may be cut anywhere. */
    while (cut < length && cut > least && ((unsigned char)text[cut] & 0xc0) == 0x80)
        cut--;
    return cut;
}

/* The code points from first to last. */
struct range {
    uint32_t first, last;
};

/* The blocks of combining marks and of invisible characters in common use. */
static const struct range combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f},
    {0x202a, 0x202e}, {0x2060, 0x2064}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

/* The blocks that Unicode's EastAsianWidth.txt calls wide or fullwidth, pictographs among them. */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x4dbf},   {0x4e00, 0xa4cf},
    {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

static bool is_in(uint32_t point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

/* The columns of the printable sequence text[0..length). */
static size_t sequence_width(const char *text, size_t length)
{
    if (length < 2)
        return 1;
    uint32_t point = (unsigned char)text[0] & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3f);
    if (is_in(point, combining, sizeof combining / sizeof *combining))
        return 0;
    return is_in(point, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

/* Walks over text until *columns columns are used up. Returns the bytes walked over, and leaves the
 * columns that remain in *columns. */
static size_t walk(const char *text, size_t length, size_t *columns)
{
    size_t at = 0;
    while (at < length) {
        size_t sequence = text_printable(text + at, length - at);
        sequence = sequence ? sequence : 1;
        size_t width = sequence_width(text + at, sequence);
        if (width > *columns)
            break;
        *columns -= width;
        at += sequence;
    }
    return at;
}

size_t text_width(const char *text, size_t length)
{
    size_t left = SIZE_MAX;
    walk(text, length, &left);
    return SIZE_MAX - left;
}

size_t text_fit(const char *text, size_t length, size_t columns)
{
    return walk(text, length, &columns);
}

uint64_t text_hash(const char *text, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
    return hash;
}
