# R: write.csv to attn without a flag, attn to read.csv; with 17 digits no bit is lost either way.
command -v Rscript >/dev/null || exit 77
Rscript --vanilla - <<'R'
x <- iris[1:20, 1:4]
rownames(x) <- paste0("flower", 1:20)
write.csv(x, "x.csv")
stopifnot(system("attn similarity x.csv -o s.csv") == 0)
s <- as.matrix(read.csv("s.csv", row.names = 1, check.names = FALSE))
stopifnot(identical(rownames(s), rownames(x)), identical(colnames(s), rownames(x)))
stopifnot(max(abs(s - as.matrix(x) %*% t(as.matrix(x)))) < 1e-10)

# 17 digits carry every double from R to attn, and back. The shortest text would for a reader that
# rounds once; R's rounds to long double first, which takes some one bit aside.
set.seed(1)
row <- c(rnorm(50000), exp(runif(50000, -300, 300)), 0.1, 1 / 3, 2^-1022, .Machine$double.xmax)
cat(sprintf("%.17g", row), file = "row.csv", sep = ",")
cat("\n", file = "row.csv", append = TRUE)
stopifnot(system("attn weights row.csv --digits=17 -o same.csv") == 0)
stopifnot(identical(scan("same.csv", sep = ",", quiet = TRUE), row))
stopifnot(system("attn weights row.csv -o same.csv") == 0)
same <- scan("same.csv", sep = ",", quiet = TRUE)
stopifnot(max(abs(same / row - 1)) < 2.3e-16, mean(same == row) > 0.999)
R
# What the README shows.
sh -eu readme >shown
grep -q 'socket ' shown
