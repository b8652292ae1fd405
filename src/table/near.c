/* Texts that are nearly numbers; see near.h. */
#include "table/near.h"

#include <string.h>
#include <strings.h>

#include "table/decimal/decimal.h"

/* A longer text is no number that a person writes. */
enum { MOST = 64 };

/* Whether two letters are the same but for their case; other bytes may seem so, too. */
static bool is_alike(char a, char b)
{
    return ((a ^ b) & ~('a' ^ 'A')) == 0;
}

/* In any case. Two bytes rule most words out: every comment of a file may come here. */
static bool is_one_of(const char *text, size_t length, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count && length; i++)
        if (is_alike(text[0], words[i][0]) && (length == 1 || is_alike(text[1], words[i][1])) &&
            strlen(words[i]) == length && strncasecmp(text, words[i], length) == 0)
            return true;
    return false;
}

bool near_missing(const char *text, size_t length)
{
    static const char *const words[] = {
        "NA",      "N/A",     "#N/A",    "<NA>",     "NaN",      "null",    "none",   "nil",
        "missing", "?",       ".",       "-",        "--",       "\\N",     "#NULL!", "#DIV/0!",
        "#VALUE!", "#REF!",   "#NAME?",  "#NUM!",    "#CALC!",   "#SPILL!", "-NaN",   "+NaN",
        "1.#IND",  "1.#QNAN", "-1.#IND", "-1.#QNAN", "#N/A N/A", "#FIELD!"};
    return is_one_of(text, length, words, sizeof words / sizeof *words);
}

static bool is_number(const char *text, size_t length)
{
    double value;
    return length && decimal_scan_double(text, text + length, &value) == text + length;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool near_row(const char *text, size_t length, char delimiter)
{
    const char *end = text + length;
    for (size_t item = 0, numbers = 0;; item++) {
        const char *stop = memchr(text, delimiter, (size_t)(end - text)), *last = stop ? stop : end;
        while (text < last && *text == ' ')
            text++;
        const char *next = last;
        while (next > text && next[-1] == ' ')
            next--;
        bool number = is_number(text, (size_t)(next - text));
        numbers += number;
        if (!number && (item > 0 || delimiter == ' '))
            return false;
        if (!stop)
            return numbers > 1;
        text = stop + 1;
    }
}

bool near_decimal_comma(const char *text, size_t length)
{
    char copy[MOST];
    const char *comma = memchr(text, ',', length);
    if (!comma || comma + 1 == text + length || !is_digit(comma[1]) || length > sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[comma - text] = '.';
    return is_number(copy, length);
}

bool near_truth(const char *text, size_t length)
{
    static const char *const words[] = {"true", "false", "yes", "no"};
    return is_one_of(text, length, words, sizeof words / sizeof *words);
}

/* Takes `mark` off either end of the text. */
static bool strip(const char **text, const char **end, const char *mark)
{
    const size_t length = strlen(mark), left = (size_t)(*end - *text);
    if (left < length)
        return false;
    const bool before = !memcmp(*text, mark, length);
    if (!before && memcmp(*end - length, mark, length) != 0)
        return false;
    *text += before ? length : 0;
    *end -= before ? 0 : length;
    while (*text < *end && **text == ' ')
        ++*text;
    while (*text < *end && (*end)[-1] == ' ')
        --*end;
    return true;
}

/* Takes off what may stand round a number. */
static bool strip_marks(const char **text, const char **end)
{
    /* Longer ones first: a part of them may be another. */
    static const char *const marks[] = {"US$",
                                        "R$",
                                        "C$",
                                        "A$",
                                        "$",
                                        "%",
                                        "\xe2\x82\xac",
                                        "\xc2\xa3",
                                        "\xc2\xa5",
                                        "\xe2\x82\xb9",
                                        "\xe2\x82\xa9",
                                        "\xe2\x82\xbd",
                                        "\xe2\x82\xba",
                                        "\xe2\x82\xaa",
                                        "\xe2\x80\xb0",
                                        "\xc2\xa2",
                                        "EUR",
                                        "USD",
                                        "GBP",
                                        "JPY",
                                        "CHF",
                                        "CNY",
                                        "INR",
                                        "CAD",
                                        "AUD",
                                        "SEK",
                                        "NOK",
                                        "DKK",
                                        "PLN",
                                        "CZK",
                                        "BRL",
                                        "Fr.",
                                        "z\xc5\x82"};
    bool any = false;
    if (*end - *text > 2 && **text == '(' && (*end)[-1] == ')') {
        ++*text;
        --*end;
        any = true;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        any |= strip(text, end, marks[i]);
    return any;
}

/* The length of the thousands separator at `text`, 0 if there is none. */
static size_t separator(const char *text, const char *end)
{
    static const char *const marks[] = {
        ",", ".", "'", "_", " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strlen(marks[i]) <= (size_t)(end - text) && !memcmp(text, marks[i], strlen(marks[i])))
            return strlen(marks[i]);
    return 0;
}

static size_t count_digits(const char *text, const char *end)
{
    size_t count = 0;
    while (text + count < end && is_digit(text[count]))
        count++;
    return count;
}

/* Groups of three digits with one separator between them, and perhaps decimals behind another. */
static bool is_grouped(const char *text, const char *end)
{
    size_t digits = count_digits(text, end), groups = 0;
    const char *mark = text + digits;
    const size_t width = separator(mark, end);
    if (digits < 1 || digits > 3 || !width)
        return false;
    for (text = mark; (size_t)(end - text) >= width + 3 && !memcmp(text, mark, width) &&
                      count_digits(text + width, end) >= 3;
         groups++)
        text += width + 3;
    if (!groups || (text < end && is_digit(*text)))
        return false;
    if (text < end && (*text == '.' || *text == ',') && *text != *mark)
        text += 1 + count_digits(text + 1, end);
    return text == end;
}

enum thousands near_thousands(const char *text, size_t length, char mark)
{
    enum { WIDEST = 24 }; /* nobody writes larger numbers so */
    const char *end = text + length;
    if (length && (*text == '-' || *text == '+'))
        text++;
    const size_t digits = count_digits(text, end);
    if (length > WIDEST || !digits || *text == '0')
        return THOUSANDS_NONE;
    if (text + digits == end && digits <= 3)
        return THOUSANDS_ROUND;
    if (text[digits] != mark || !is_grouped(text, end))
        return THOUSANDS_NONE;
    enum thousands found = THOUSANDS_ROUND;
    for (; text < end; text++) {
        if (*text == mark && text[1] == '0')
            return THOUSANDS_PADDED;
        if (*text != '0' && (text + 1 == end || text[1] == mark))
            found = THOUSANDS_EXACT;
    }
    return found;
}

bool near_grouped(const char *text, size_t length)
{
    const char *end = text + length;
    if (length && (*text == '-' || *text == '+'))
        text++;
    return text < end && !near_decimal_comma(text, (size_t)(end - text)) && is_grouped(text, end);
}

bool near_complex(const char *text, size_t length)
{
    const char *end = text + length;
    if (length > 2 && *text == '(' && end[-1] == ')') {
        text++;
        end--;
    }
    double value;
    const char *sign = decimal_scan_double(text, end, &value);
    return sign && end - sign > 2 && (*sign == '+' || *sign == '-') &&
           (end[-1] == 'i' || end[-1] == 'j') && is_number(sign, (size_t)(end - 1 - sign));
}

bool near_vector(const char *text, size_t length)
{
    static const char *const names[] = {"(", "{", "[[", "array([", "np.array([", "tensor(["};
    const char *end = text + length;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t size = strlen(names[i]);
        if (length <= size || memcmp(text, names[i], size) != 0)
            continue;
        double value;
        const char *after = decimal_scan_double(text + size, end, &value);
        /* (1,234) is a bracketed number. */
        return after && after + 1 < end && *after == ',' && strchr(")}]", end[-1]) &&
               (after[1] == ' ' || !near_number(text, length));
    }
    return false;
}

bool near_foreign(const char *text, size_t length)
{
    char copy[MOST];
    const char *end = text + length;
    if (length < 2 || length > sizeof copy)
        return false;
    if (*text == '0' && (text[1] | 0x20) == 'x') {
        while (text < end && strchr("0123456789abcdefABCDEFxXpP.+-", *text) && *text)
            text++;
        return text == end;
    }
    if (end[-1] == 'L' || (end[-1] == 'f' && memchr(text, '.', length)))
        return is_number(text, length - 1);
    memcpy(copy, text, length);
    for (size_t i = 1; i < length; i++)
        if (copy[i] == 'D' || copy[i] == 'd') {
            copy[i] = 'e';
            return is_number(copy, length);
        }
    return false;
}

bool near_number(const char *text, size_t length)
{
    static const char minus[] = "\xe2\x88\x92", delimiters[] = ";\t|, ";
    const char *end = text + length;
    if (length > 1 && *text == '[' && is_number(text + 1, length - 1))
        return true;
    if (near_truth(text, length) || near_complex(text, length))
        return true;
    for (const char *delimiter = delimiters; *delimiter; delimiter++)
        if (strchr("+-.0123456789", *text) && near_row(text, length, *delimiter))
            return true;
    bool any = strip_marks(&text, &end);
    if (end - text > 3 && !memcmp(text, minus, 3)) {
        text += 3;
        any = true;
    } else if (end - text > 1 && (*text == '-' || *text == '+')) {
        text++;
    }
    any |= strip_marks(&text, &end);
    length = (size_t)(end - text);
    if (!length || (!is_digit(*text) && *text != '.' && *text != ',' && *text != '-'))
        return false;
    return (any && is_number(text, length)) || near_decimal_comma(text, length) ||
           is_grouped(text, end) || near_foreign(text, length);
}

bool near_typo(const char *text, size_t length)
{
    const char *end = text + length, *digits = text;
    if (length > 1 && strchr("+-.", *text))
        digits++;
    if (length < 2 || !(is_digit(*digits) || *digits == '.') || !is_number(text, length - 1))
        return false;
    const char last = end[-1] | 0x20;
    return count_digits(text, end) < length - 1 || last < 'a' || last > 'z';
}

bool near_pair(const char *text, size_t length)
{
    const char *colon = memrchr(text, ':', length), *first = colon, *end = text + length;
    while (colon && first > text && is_digit(first[-1]))
        first--;
    /* A lone 12:30 is a time. */
    return colon && first < colon &&
           (first == text ? memchr(colon, '.', (size_t)(end - colon)) != NULL : first[-1] == ' ') &&
           is_number(colon + 1, (size_t)(end - colon) - 1);
}
