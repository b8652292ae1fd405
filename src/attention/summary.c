/* Summaries; see summary.h. */
#include "attention/summary.h"

#include <math.h>

static const double rounding = 1e-3;
static const double scale = 0x1p-64; /* of scaled_sum: no count of numbers is larger */

static void spread_add(struct spread *spread, double value)
{
    if (spread->count == 0 || value < spread->least)
        spread->least = value;
    if (spread->count == 0 || value > spread->greatest)
        spread->greatest = value;
    spread->count++;
    spread->sum += value;
    spread->scaled_sum += value * scale;
}

static void spread_merge(struct spread *spread, const struct spread *more)
{
    if (more->count == 0)
        return;
    if (spread->count == 0 || more->least < spread->least)
        spread->least = more->least;
    if (spread->count == 0 || more->greatest > spread->greatest)
        spread->greatest = more->greatest;
    spread->count += more->count;
    spread->sum += more->sum;
    spread->scaled_sum += more->scaled_sum;
}

double spread_mean(const struct spread *spread)
{
    const double count = (double)spread->count;
    return isfinite(spread->sum) ? spread->sum / count : spread->scaled_sum / count / scale;
}

static void add_cell(struct row_summary *row, size_t at, double value)
{
    row->missing += isnan(value) != 0;
    row->infinite += isinf(value) != 0;
    if (!isfinite(value))
        return;
    if (row->values.count == 0 || value > row->values.greatest)
        row->greatest_at = at;
    spread_add(&row->values, value);
    row->zeros += value == 0;
    /* The limit of a log a at 0 is 0: a weight of nothing tells nothing. */
    if (value != 0)
        row->entropy -= value * log2(value);
}

struct row_summary summarize_row(const void *row, size_t width, enum precision precision)
{
    struct row_summary summary = {.width = width};
    for (size_t j = 0; j < width; j++)
        add_cell(&summary, j, precision_get(row, precision, j));
    summary.entropy = fmax(summary.entropy, 0); /* not -0, nor -1e-16 where the sum exceeds 1 */
    summary.distribution = summary.values.count == width && summary.values.least >= 0 &&
                           fabs(summary.values.sum - 1) <= rounding;
    return summary;
}

void summary_add(struct summary *summary, const struct row_summary *row)
{
    summary->rows++;
    spread_merge(&summary->values, &row->values);
    spread_add(&summary->sums, row->values.sum);
    summary->missing += row->missing;
    summary->infinite += row->infinite;
    summary->zeros += row->zeros;
    summary->empty += row->zeros == row->width;
    if (!row->distribution)
        return;
    spread_add(&summary->entropies, row->entropy);
    summary->deviation = fmax(summary->deviation, fabs(row->values.sum - 1));
}

bool summary_is_distribution(const struct summary *summary)
{
    return summary->entropies.count > 0 &&
           summary->entropies.count + summary->empty == summary->rows;
}
