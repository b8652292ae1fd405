# R: write.csv to attn without a flag, attn to read.csv; numbers as R can write them, 15 digits.
command -v Rscript >/dev/null || exit 77
Rscript --vanilla - <<'R'
x <- iris[1:20, 1:4]
rownames(x) <- paste0("flower", 1:20)
write.csv(x, "x.csv")
stopifnot(system("attn similarity x.csv -o s.csv") == 0)
s <- as.matrix(read.csv("s.csv", row.names = 1, check.names = FALSE))
stopifnot(identical(rownames(s), rownames(x)), identical(colnames(s), rownames(x)))
stopifnot(max(abs(s - as.matrix(x) %*% t(as.matrix(x)))) < 1e-10)

# 17 digits carry every double from R to attn; R reads the shortest text back to the same bits.
set.seed(1)
row <- t(c(rnorm(500), exp(runif(500, -300, 300)), 0.1, 1 / 3))
write.table(format(row, digits = 17, trim = TRUE), "row.csv", sep = ",", quote = FALSE,
            row.names = FALSE, col.names = FALSE)
stopifnot(system("attn weights row.csv -o same.csv") == 0)
same <- scan("same.csv", sep = ",", quiet = TRUE)
stopifnot(max(abs(same / row - 1)) < 2.3e-16)
R
# What the README shows.
sh -eu readme >shown
grep -q 'socket ' shown
