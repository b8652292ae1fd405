/* Eight digits at a time: text in a 64-bit word, its first byte the least significant, so that
 * ordinary arithmetic works on eight lanes at once. */
#ifndef ATTN_TABLE_DECIMAL_BYTES_H
#define ATTN_TABLE_DECIMAL_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The 8 bytes at `from`, at any address. */
static inline uint64_t bytes_load8(const char *from)
{
    uint64_t bytes;
    memcpy(&bytes, from, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* Writes eight bytes at `to`. */
static inline void bytes_store8(char *to, uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    memcpy(to, &bytes, sizeof bytes);
}

/* Eight times the same byte. */
static inline uint64_t bytes_all(unsigned char byte)
{
    return byte * (uint64_t)0x0101010101010101;
}

/* How many of the eight bytes, from the first on, are digits. Takes and leaves them less '0'. A
 * byte is a digit if it stays below 128 when 0x76 is added; the carry out of one that is none
 * disturbs only the bytes after it. */
static inline int bytes_count_digits(uint64_t bytes)
{
    uint64_t others = (bytes | (bytes + bytes_all(0x76))) & bytes_all(0x80);
    return others ? __builtin_ctzll(others) / 8 : 8;
}

/* The number that eight decimal digits make, the first byte the leading digit, each 0 to 9 (not
 * '0' to '9'). Pairs of digits first, then pairs of pairs, then the two halves. */
static inline uint64_t bytes_to_number(uint64_t digits)
{
    const uint64_t pairs = 0x000000ff000000ff;
    digits = digits * 10 + (digits >> 8);
    uint64_t first = (digits & pairs) * (100 + ((uint64_t)1000000 << 32));
    uint64_t second = (digits >> 16 & pairs) * (1 + ((uint64_t)10000 << 32));
    return (first + second) >> 32;
}

/* Whether the 16 bytes at `from` are all digits, then *number is what they make. */
static inline bool bytes_to_number16(const char *from, uint64_t *number)
{
#ifdef __SSE2__
    __m128i bytes = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)from), _mm_set1_epi8('0'));
    __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(9)), bytes);
    if (_mm_movemask_epi8(digits) != 0xffff)
        return false;
    __m128i pairs = _mm_srli_epi16(_mm_mullo_epi16(bytes, _mm_set1_epi16(10 * 256 + 1)), 8);
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    __m128i eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    *number = (both & 0xffffffff) * 100000000 + (both >> 32);
    return true;
#else
    uint64_t first = bytes_load8(from) ^ bytes_all('0');
    uint64_t second = bytes_load8(from + 8) ^ bytes_all('0');
    if (bytes_count_digits(first) + bytes_count_digits(second) < 16)
        return false;
    *number = bytes_to_number(first) * 100000000 + bytes_to_number(second);
    return true;
#endif
}

/* The reverse: the eight digits, 0 to 9 each, of a number below 10^8. Each step splits every lane
 * into its quotient, which stays, and its remainder, which moves to the lane above. */
static inline uint64_t bytes_from_number(uint64_t number)
{
    uint64_t quotients = number * 109951163 >> 40; /* by 10000 */
    uint64_t lanes = number << 32;
    lanes -= quotients * (((uint64_t)10000 << 32) - 1);
    quotients = (lanes * 10486 >> 20) & 0x0000007f0000007f; /* by 100 */
    lanes = (lanes << 16) - quotients * ((100 << 16) - 1);
    quotients = (lanes * 103 >> 10) & 0x000f000f000f000f; /* by 10 */
    return (lanes << 8) - quotients * ((10 << 8) - 1);
}

/* Sixteen decimal digits as text, '0' to '9', the leading digit first. */
struct bytes_digits {
#ifdef __SSE2__
    __m128i text;
#else
    uint64_t first, second;
#endif
};

/* The digits of a number below 10^16; *used becomes the count of them up to the last that is not
 * 0 (0 for the number 0). */
static inline struct bytes_digits bytes_digits(uint64_t number, int *used)
{
    uint64_t first = number / 100000000, second = number - 100000000 * first;
#ifdef __SSE2__
    /* As bytes_from_number, on both halves at once. */
    __m128i lanes = _mm_set_epi64x((int64_t)second, (int64_t)first);
    __m128i quotients =
        _mm_srli_epi64(_mm_mul_epu32(lanes, _mm_set1_epi64x(109951163)), 40); /* by 10000 */
    lanes = _mm_sub_epi64(lanes, _mm_mul_epu32(quotients, _mm_set1_epi64x(10000)));
    lanes = _mm_or_si128(quotients, _mm_slli_epi64(lanes, 32));
    quotients = _mm_srli_epi16(_mm_mulhi_epu16(lanes, _mm_set1_epi16(5243)), 3); /* by 100 */
    lanes = _mm_sub_epi16(lanes, _mm_madd_epi16(quotients, _mm_set1_epi32(100)));
    lanes = _mm_or_si128(quotients, _mm_slli_epi32(lanes, 16));
    quotients = _mm_mulhi_epu16(lanes, _mm_set1_epi16(6554)); /* by 10 */
    lanes = _mm_sub_epi16(_mm_slli_epi16(lanes, 8),
                          _mm_mullo_epi16(quotients, _mm_set1_epi16((10 << 8) - 1)));
    int zeros = _mm_movemask_epi8(_mm_cmpeq_epi8(lanes, _mm_setzero_si128()));
    *used = 32 - __builtin_clz((unsigned)(zeros ^ 0xffff) << 1 | 1) - 1;
    return (struct bytes_digits){_mm_or_si128(lanes, _mm_set1_epi8('0'))};
#else
    first = bytes_from_number(first);
    second = bytes_from_number(second);
    *used = second ? 16 - __builtin_clzll(second) / 8 : first ? 8 - __builtin_clzll(first) / 8 : 0;
    return (struct bytes_digits){first | bytes_all('0'), second | bytes_all('0')};
#endif
}

/* Writes the digits at `to`, those from the one counted `split` (1 to 17) on one byte further: 17
 * bytes, of which the one left between is any. */
static inline void bytes_store_split(char *to, struct bytes_digits digits, int split)
{
#ifdef __SSE2__
    static const signed char front[33] = {-1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, -1, -1, -1, -1, -1, -1, -1};
    __m128i mask = _mm_loadu_si128((const __m128i *)(front + 17 - split));
    __m128i moved = _mm_slli_si128(digits.text, 1);
    __m128i mixed = _mm_or_si128(_mm_and_si128(mask, digits.text), _mm_andnot_si128(mask, moved));
    _mm_storeu_si128((__m128i *)(to + 1), digits.text);
    _mm_storeu_si128((__m128i *)to, mixed);
#else
    /* In this order, each store repairs what the one before has spoilt. */
    uint64_t moved[2] = {digits.first << 8, digits.second << 8 | digits.first >> 56};
    uint64_t front = split < 8 ? ((uint64_t)1 << 8 * split) - 1 : ~(uint64_t)0;
    uint64_t back = split <= 8 ? 0 : ((uint64_t)1 << 4 * (split - 8) << 4 * (split - 8)) - 1;
    bytes_store8(to + 9, digits.second);
    bytes_store8(to, (digits.first & front) | (moved[0] & ~front));
    bytes_store8(to + 8, (digits.second & back) | (moved[1] & ~back));
#endif
}

#endif
