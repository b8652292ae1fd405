// Nanoseconds a number, text to number and number to text, in memory and on one thread, beside the
// C and C++ libraries. C++ only because std::from_chars and std::to_chars are.
//
// Each figure is the median of several passes over the same numbers; the passes of the contenders
// alternate, so that a busy machine slows all of them.
extern "C" {
#include "table/decimal/decimal.h"
#include "table/decimal/many.h"
}

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace
{

constexpr size_t count = 20000;
constexpr int passes = 101;

uint64_t random_state = 88172645463325252u;

uint64_t random_bits()
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

double random_unit()
{
    return static_cast<double>(random_bits() >> 11) * 0x1p-53;
}

// Numbers of one kind, and their text with commas between them.
template <typename Float> struct column {
    std::string name;
    std::vector<Float> values;
    std::string text;
};

template <typename Float>
column<Float> make_column(const char *name, const char *format, const std::function<double()> &draw)
{
    column<Float> made;
    made.name = name;
    char buffer[64];
    for (size_t i = 0; i < count; i++) {
        snprintf(buffer, sizeof buffer, format, static_cast<double>(static_cast<Float>(draw())));
        made.text += buffer;
        made.text += ',';
        if constexpr (sizeof(Float) == sizeof(double))
            made.values.push_back(strtod(buffer, nullptr));
        else
            made.values.push_back(strtof(buffer, nullptr));
    }
    return made;
}

struct contender {
    const char *name;
    std::function<void()> pass;
    std::vector<double> times;
};

void race(const std::string &name, std::vector<contender> contenders)
{
    for (int pass = 0; pass < passes; pass++)
        for (contender &runner : contenders) {
            auto start = std::chrono::steady_clock::now();
            runner.pass();
            std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
            runner.times.push_back(time.count() / count);
        }
    printf("%-28s", name.c_str());
    for (contender &runner : contenders) {
        std::nth_element(runner.times.begin(), runner.times.begin() + passes / 2,
                         runner.times.end());
        printf("  %s %6.1f", runner.name, runner.times[passes / 2]);
    }
    printf("  ratio %.2f\n", contenders[1].times[passes / 2] / contenders[0].times[passes / 2]);
}

void scan(const char *at, const char *end, double *value, const char **after)
{
    *after = decimal_scan_double(at, end, value);
}

void scan(const char *at, const char *end, float *value, const char **after)
{
    *after = decimal_scan_single(at, end, value);
}

size_t write(double value, char *out)
{
    return decimal_write_double(value, out);
}

size_t write(float value, char *out)
{
    return decimal_write_single(value, out);
}

char *write_run(const double *values, struct separators *separators, char *out)
{
    return decimal_many({values, PRECISION_DOUBLE}, count, separators, out);
}

char *write_run(const float *values, struct separators *separators, char *out)
{
    return decimal_many({values, PRECISION_SINGLE}, count, separators, out);
}

double strto(const char *at, char **after, double)
{
    return strtod(at, after);
}

float strto(const char *at, char **after, float)
{
    return strtof(at, after);
}

[[noreturn]] void fail(const std::string &what)
{
    fprintf(stderr, "bench_decimal: %s: contenders disagree\n", what.c_str());
    exit(1);
}

template <typename Float> void race_reading(const column<Float> &column)
{
    std::vector<Float> ours(count), theirs(count), libc(count);
    const char *text = column.text.data(), *end = text + column.text.size();
    race("read " + column.name,
         {{"attn",
           [&] {
               const char *at = text;
               for (size_t i = 0; i < count; i++, at++)
                   scan(at, end, &ours[i], &at);
           },
           {}},
          {"from_chars",
           [&] {
               const char *at = text;
               for (size_t i = 0; i < count; i++, at++)
                   at = std::from_chars(at, end, theirs[i]).ptr;
           },
           {}},
          {"strtod",
           [&] {
               const char *at = text;
               for (size_t i = 0; i < count; i++, at++) {
                   char *after;
                   libc[i] = strto(at, &after, Float());
                   at = after;
               }
           },
           {}}});
    if (memcmp(ours.data(), theirs.data(), count * sizeof(Float)) ||
        memcmp(ours.data(), libc.data(), count * sizeof(Float)))
        fail(column.name);
}

// attn writes runs of numbers, as the program does; `alone` is its text of one number at a time.
template <typename Float> void race_writing(const column<Float> &column)
{
    std::vector<char> ours(count * 40), theirs(count * 40), singly(count * 40);
    size_t lengths[3];
    race("write " + column.name,
         {{"attn",
           [&] {
               struct separators separators = {',', SIZE_MAX, 0};
               char *out = write_run(column.values.data(), &separators, ours.data());
               lengths[0] = static_cast<size_t>(out - ours.data());
           },
           {}},
          {"to_chars",
           [&] {
               char *out = theirs.data();
               for (Float value : column.values) {
                   out = std::to_chars(out, out + 40, value).ptr;
                   *out++ = ',';
               }
               lengths[1] = static_cast<size_t>(out - theirs.data());
           },
           {}},
          {"alone",
           [&] {
               char *out = singly.data();
               for (Float value : column.values) {
                   out += write(value, out);
                   *out++ = ',';
               }
               lengths[2] = static_cast<size_t>(out - singly.data());
           },
           {}}});
    if (lengths[0] != lengths[2] || memcmp(ours.data(), singly.data(), lengths[0]))
        fail(column.name);
    const char *at = ours.data();
    for (Float value : column.values) {
        Float back;
        scan(at, ours.data() + lengths[0], &back, &at);
        if (memcmp(&back, &value, sizeof back) || *at++ != ',')
            fail(column.name);
    }
}

void race_digits(const column<double> &column, int digits)
{
    std::vector<char> ours(count * 40), theirs(count * 40);
    size_t lengths[2];
    race("write %." + std::to_string(digits) + "g " + column.name,
         {{"attn",
           [&] {
               struct separators separators = {',', SIZE_MAX, 0};
               char *out = decimal_many_rounded({column.values.data(), PRECISION_DOUBLE}, digits,
                                                count, &separators, ours.data());
               lengths[0] = static_cast<size_t>(out - ours.data());
           },
           {}},
          {"to_chars",
           [&] {
               char *out = theirs.data();
               for (double value : column.values) {
                   out = std::to_chars(out, out + 40, value, std::chars_format::general, digits).ptr;
                   *out++ = ',';
               }
               lengths[1] = static_cast<size_t>(out - theirs.data());
           },
           {}}});
    if (lengths[0] != lengths[1] || memcmp(ours.data(), theirs.data(), lengths[0]))
        fail(column.name);
}

template <typename Float> void race_all(const char *width, const char *full, const char *least)
{
    auto normal = [] {
        double sum = 0;
        for (int i = 0; i < 12; i++)
            sum += random_unit();
        return sum - 6;
    };
    std::string prefix = std::string(width) + " ";
    auto race_column = [&](const char *name, const char *format,
                           const std::function<double()> &draw) {
        auto column = make_column<Float>((prefix + name).c_str(), format, draw);
        race_reading(column);
        race_writing(column);
        if constexpr (sizeof(Float) == sizeof(double))
            race_digits(column, 6);
    };
    race_column("full, 0 to 1", full, random_unit);
    race_column("full, normal", full, normal);
    race_column("full, times 1000", full, [&] { return 1000 * normal(); });
    race_column("6 digits, 0 to 1", "%.6f", random_unit);
    race_column("2 digits, times 1000", "%.2f", [&] { return 1000 * normal(); });
    race_column("integers to 100", "%.0f", [] { return static_cast<double>(random_bits() % 100); });
    race_column("integers to 10^6", "%.0f",
                [] { return static_cast<double>(random_bits() % 1000000); });
    race_column("any bits", least, [] {
        for (;;) {
            Float value;
            uint64_t bits = random_bits();
            memcpy(&value, &bits, sizeof value);
            if (value - value == 0)
                return static_cast<double>(value);
        }
    });
}

} // namespace

int main()
{
    printf("ns a number, one thread, medians; ratio: the C++ library's time over ours\n");
    race_all<double>("double", "%.17g", "%.17g");
    race_all<float>("float", "%.9g", "%.9g");
}
