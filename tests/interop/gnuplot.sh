# gnuplot: a distribution as an image, from attn's CSV as it is.
command -v gnuplot >/dev/null || exit 77
attn softmax -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=.5 --plain >a.csv
gnuplot <<'PLOT'
set datafile separator ','
stats 'a.csv' matrix nooutput
if (STATS_records != 22500) { exit status 1 }
set terminal svg
set output 'a.svg'
plot 'a.csv' matrix with image
PLOT
grep -q '</svg>' a.svg
# What the README shows.
rm a.svg
sh -eu readme
grep -q '</svg>' a.svg
