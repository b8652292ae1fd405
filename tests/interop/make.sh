# make: a pipeline as rules; what is up to date is not computed again, and a failure leaves nothing.
command -v make >/dev/null || exit 77
cat >Makefile <<'RULES'
.DELETE_ON_ERROR:
score.csv: a.csv data/iris.csv
	attn weights a.csv | attn score - data/iris.csv --value-columns=1-4 -o $@
a.csv: data/iris.csv
	attn softmax -q $< --columns=1-4 -f gaussian --bandwidth=.5 -o $@
bad.csv: data/iris.csv
	attn softmax -q $< -o $@
RULES
make -s score.csv
test -s score.csv
make -q score.csv
! make -s bad.csv 2>/dev/null
test ! -e bad.csv
attn score -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=.5 --digits=10 >fused
attn weights a.csv | attn score - data/iris.csv --value-columns=1-4 --digits=10 | cmp - fused
# What the README shows.
make -s -f readme s.csv
test "$(wc -l <s.csv)" -eq 401
