/* Kinds of data that are no CSV; see kind.h. */
#include "table/kind.h"

#include <string.h>

/* Their first bytes; '?' stands for any. Where letters alone could be a header, the byte after them
 * that no text has is one of these. */
static const struct {
    const char *bytes;
    size_t length;
    const char *what, *remedy;
} kinds[] = {
#define BYTES(text) text, sizeof(text) - 1
#define UNPACK(tool) "compressed data", "decompress it first: " tool " -dc FILE | attn ..."
    {BYTES("\x1f\x8b"), UNPACK("gzip")},
    {BYTES("\x28\xb5\x2f\xfd"), UNPACK("zstd")},
    {BYTES("\xfd\x37\x7a\x58"), UNPACK("xz")},
    {BYTES("BZh?\x31\x41\x59\x26\x53\x59"), UNPACK("bzip2")},
    {BYTES("\x04\x22\x4d\x18"), UNPACK("lz4")},
    {BYTES("\x1f\x9d"), UNPACK("gzip")},
    {BYTES("7z\xbc\xaf\x27\x1c"), "a 7z archive", "unpack it first"},
    {BYTES("PK\3\4"), "a ZIP archive (.xlsx, .ods, .npz)", "save its table as CSV first"},
    {BYTES("\xd0\xcf\x11\xe0"), "an old Excel file (.xls)", "save its table as CSV first"},
    {BYTES("\x93NUMPY"), "a NumPy array (.npy)", "write it with numpy.savetxt(..., delimiter=',')"},
    {BYTES("PAR1\x15"), "a Parquet file", "write it with pandas' or polars' CSV writer first"},
    {BYTES("ARROW1\0"), "an Arrow or Feather file", "write it with pandas' CSV writer first"},
    {BYTES("FEA1\0"), "a Feather file", "write it with pandas' CSV writer first"},
    {BYTES("\xff\xff\xff\xff"), "an Arrow stream", "write it with pandas' CSV writer first"},
    {BYTES("\x89HDF"), "an HDF5 file", "write its table as CSV first"},
    {BYTES("\x80?\x95"), "a Python pickle", "write its table as CSV first"},
    {BYTES("???\0\0\0\0\0{\""), "a safetensors file", "write its tensor as CSV first"},
    {BYTES("MATLAB 5.0 MAT-file"), "a MATLAB file (.mat)", "write it with writematrix first"},
    {BYTES("RDX?\nX\n\0"), "an R data file", "write it with write.csv first"},
    {BYTES("X\n\0\0\0"), "an R data file (.rds)", "write it with write.csv first"},
    {BYTES("SQLite format 3\0"), "an SQLite database", "export its table: sqlite3 -csv FILE ..."},
    {BYTES("Obj\1"), "an Avro file", "write its table as CSV first"},
    {BYTES("<stata_dta>"), "a Stata file", "write it with export delimited first"},
    {BYTES("$FL2@(#)"), "an SPSS file", "save its table as CSV first"},
    {BYTES("%PDF-"), "a PDF document", "write its table as CSV first"},
    {BYTES("\x89PNG"), "a PNG picture", "attn reads tables of numbers"},
    {BYTES("r\2\1\0"), "a Stata file", "write it with export delimited first"},
    {BYTES("s\2\1\0"), "a Stata file", "write it with export delimited first"},
    {BYTES("ORC\n"), "an ORC file", "write it with pandas' CSV writer first"},
    {BYTES("<!DOCTYPE"), "HTML", "write its table as CSV first"},
    {BYTES("<!doctype"), "HTML", "write its table as CSV first"},
    {BYTES("<html"), "HTML", "write its table as CSV first"},
    {BYTES("<table"), "HTML", "write its table as CSV first"},
    {BYTES("<?xml"), "XML", "write its table as CSV first"},
    {BYTES("\\begin{"), "LaTeX", "write its table as CSV first"},
#undef UNPACK
#undef BYTES
};

/* Whether the text begins so; *fixed of the bytes are not any. */
static bool matches(const char *text, const char *bytes, size_t length, size_t *fixed)
{
    *fixed = 0;
    for (size_t i = 0; i < length; i++) {
        *fixed += bytes[i] != '?';
        if (text[i] != bytes[i] && bytes[i] != '?')
            return false;
    }
    return true;
}

static enum status refuse_encoding(const char *name, const char *encoding, struct error *error)
{
    return error_set(error, STATUS_FAILED,
                     "%s: the text is %s; convert it first: iconv -f %s -t UTF-8", name, encoding,
                     encoding);
}

/* Text in UTF-16 or UTF-32, with a mark or without: then half of the bytes, or more, are NUL. */
static enum status check_encoding(const char *name, const char *text, size_t length, bool whole,
                                  bool *more, struct error *error)
{
    static const struct {
        const char *name, *bytes; /* 'x' stands for any byte but NUL */
        size_t length;
    } encodings[] = {
        {"UTF-32", "\0\0\xfe\xff", 4}, {"UTF-32", "\xff\xfe\0\0", 4}, {"UTF-16", "\xfe\xff", 2},
        {"UTF-16", "\xff\xfe", 2},     {"UTF-32LE", "x\0\0\0", 4},    {"UTF-32BE", "\0\0\0x", 4},
        {"UTF-16LE", "x\0x\0", 4},     {"UTF-16BE", "\0x\0x", 4},
    };
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        const char *bytes = encodings[i].bytes;
        size_t same = 0;
        while (same < encodings[i].length && same < length &&
               (bytes[same] == 'x' ? text[same] != '\0' : text[same] == bytes[same]))
            same++;
        if (same == encodings[i].length)
            return *more && !whole ? STATUS_OK : refuse_encoding(name, encodings[i].name, error);
        *more |= same == length;
    }
    return STATUS_OK;
}

static const char *skip_white(const char *text, const char *end)
{
    while (text < end && strchr(" \t\r\n", *text) && *text)
        text++;
    return text;
}

/* JSON: an object, or an array of objects or arrays. An array of numbers may be one cell. */
static enum status check_json(const char *name, const char *text, size_t length, bool *more,
                              struct error *error)
{
    const char *end = text + length, *first = skip_white(text, end);
    if (first < end && *first != '{' && *first != '[')
        return STATUS_OK;
    const char *second = first < end ? skip_white(first + 1, end) : end;
    *more |= second == end;
    if (second == end)
        return STATUS_OK;
    const char *filter = *first == '{' && (*second == '"' || *second == '}') ? "[.[]]"
                         : *first == '[' && *second == '{'                   ? ".[] | [.[]]"
                         : *first == '[' && *second == '['                   ? ".[]"
                                                                             : NULL;
    if (!filter)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED,
                     "%s: this is JSON, not CSV; write it as CSV first: jq -r '%s | @csv' FILE | "
                     "attn ...",
                     name, filter);
}

enum status kind_check(const char *name, const char *text, size_t length, bool whole, bool *more,
                       struct error *error)
{
    *more = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t fixed, common = length < kinds[i].length ? length : kinds[i].length;
        if (!matches(text, kinds[i].bytes, common, &fixed))
            continue;
        if (common == kinds[i].length)
            return error_set(error, STATUS_FAILED, "%s: this is %s%s; %s", name, kinds[i].what,
                             strncmp(kinds[i].remedy, "decompress", 10) ? ", not CSV" : "",
                             kinds[i].remedy);
        *more |= fixed > 0;
    }
    enum status status = check_encoding(name, text, length, whole, more, error);
    if (!status)
        status = check_json(name, text, length, more, error);
    *more = *more && !whole;
    return status;
}
