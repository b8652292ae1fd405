/* PNG (ISO/IEC 15948) without compression; see png.h. */
#include "picture/png.h"

#include <string.h>

/* A number of four bytes, the greatest first. */
static void add_number(struct sheet *sheet, uint32_t number)
{
    const unsigned char bytes[] = {(unsigned char)(number >> 24), number >> 16 & 255,
                                   number >> 8 & 255, number & 255};
    sheet_add(sheet, (const char *)bytes, sizeof bytes);
}

/* CRC-32, bit by bit. */
static uint32_t checksum(const char *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

/* A chunk: its length, its name of four letters, its bytes, and the checksum of both. */
static void add_chunk(struct sheet *file, const char *name, const struct sheet *bytes)
{
    struct sheet chunk = {0};
    sheet_add(&chunk, name, 4);
    sheet_append(&chunk, bytes);
    add_number(file, (uint32_t)bytes->length);
    sheet_append(file, &chunk);
    add_number(file, chunk.failed ? 0 : checksum(chunk.text, chunk.length));
    sheet_free(&chunk);
}

/* Bytes as a zlib stream (RFC 1950) of stored blocks (RFC 1951). */
static void add_stored(struct sheet *stream, const struct sheet *bytes)
{
    enum { BLOCK_MOST = 65535, ADLER = 65521 };
    uint32_t low = 1, high = 0;
    sheet_add(stream, "\x78\x01", 2);
    for (size_t at = 0; at < bytes->length; at += BLOCK_MOST) {
        size_t left = bytes->length - at, length = left < BLOCK_MOST ? left : BLOCK_MOST;
        const unsigned char head[] = {left == length, length & 255, length >> 8 & 255,
                                      ~length & 255, ~length >> 8 & 255};
        sheet_add(stream, (const char *)head, sizeof head);
        sheet_add(stream, bytes->text + at, length);
    }
    for (size_t i = 0; i < bytes->length; i++) {
        low = (low + (unsigned char)bytes->text[i]) % ADLER;
        high = (high + low) % ADLER;
    }
    add_number(stream, high << 16 | low);
    stream->failed |= bytes->failed;
}

static void add_base64(struct sheet *sheet, const struct sheet *bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes->length; i += 3) {
        unsigned char three[3] = {0};
        size_t count = bytes->length - i < 3 ? bytes->length - i : 3;
        memcpy(three, bytes->text + i, count);
        uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];
        char four[] = {letters[bits >> 18], letters[bits >> 12 & 63],
                       count > 1 ? letters[bits >> 6 & 63] : '=',
                       count > 2 ? letters[bits & 63] : '='};
        sheet_add(sheet, four, sizeof four);
    }
    sheet->failed |= bytes->failed;
}

void png_base64(const uint8_t *pixels, size_t width, size_t height, const struct colour *colours,
                size_t count, struct sheet *sheet)
{
    struct sheet file = {0}, header = {0}, palette = {0}, clear = {0}, rows = {0}, data = {0};
    struct sheet end = {0};
    add_number(&header, (uint32_t)width);
    add_number(&header, (uint32_t)height);
    sheet_add(&header, "\x08\x03\0\0", 5); /* 8 bits a pixel, which are indexes; no interlacing */
    for (size_t i = 0; i < count; i++) {
        const unsigned char colour[] = {colours[i].red, colours[i].green, colours[i].blue};
        sheet_add(&palette, (const char *)colour, sizeof colour);
    }
    sheet_add(&clear, "", 1); /* the opacity of the first colour */
    for (size_t row = 0; row < height; row++) {
        sheet_add(&rows, "", 1); /* no filter */
        sheet_add(&rows, (const char *)(pixels + row * width), width);
    }
    add_stored(&data, &rows);
    sheet_add(&file, "\x89PNG\r\n\x1a\n", 8);
    add_chunk(&file, "IHDR", &header);
    add_chunk(&file, "PLTE", &palette);
    add_chunk(&file, "tRNS", &clear);
    add_chunk(&file, "IDAT", &data);
    add_chunk(&file, "IEND", &end);
    add_base64(sheet, &file);
    struct sheet *const all[] = {&file, &header, &palette, &clear, &rows, &data};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sheet_free(all[i]);
}
