# Writes the numbers of q.csv as R does: called by make_expected.py in the folder `formats`.
q <- as.matrix(read.csv("q.csv", header = FALSE))
rownames(q) <- c("r1", "r2", "r3")
colnames(q) <- c("a", "b", "c", "d")
write.csv(q, "r.csv")
write.csv(q, "r-no-row-names.csv", row.names = FALSE)
write.csv(unname(q), "r-matrix.csv")
write.csv(q, "r-no-quotes.csv", quote = FALSE)
