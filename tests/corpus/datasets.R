# Rscript tests/corpus/datasets.R DIRECTORY: every object of R's datasets that write.csv takes, written
# in each of R's ways. Beside FILE stand FILE.truth, its numbers as R prints them with the digits that it
# writes (a line per row, cells between tabs, x where the object has no number). A line of `index` is: way,
# file, the options that README.md says, and whether the file has a column of row names.
out <- commandArgs(TRUE)[1]
index <- file(file.path(out, "index"), "w")
ways <- list(
    `write.csv` = function(x, f) write.csv(x, f),
    `write.csv(row.names=FALSE)` = function(x, f) write.csv(x, f, row.names = FALSE),
    `write.csv2` = function(x, f) write.csv2(x, f),
    `write.csv2(row.names=FALSE)` = function(x, f) write.csv2(x, f, row.names = FALSE),
    `write.table` = function(x, f) write.table(x, f),
    `write.table(sep="\\t")` = function(x, f) write.table(x, f, sep = "\t"),
    `write.table(sep="\\t", row.names=FALSE)` = function(x, f) write.table(x, f, sep = "\t", row.names = FALSE),
    `write.table(sep="\\t", quote=FALSE)` = function(x, f) write.table(x, f, sep = "\t", quote = FALSE),
    `write.table(sep=",", quote=FALSE)` = function(x, f) write.table(x, f, sep = ",", quote = FALSE),
    `write.table(sep=",", col.names=FALSE)` = function(x, f) write.table(x, f, sep = ",", col.names = FALSE))
written <- 0
for (name in ls("package:datasets")) {
    object <- get(name)
    taken <- FALSE
    for (way in seq_along(ways)) {
        file <- file.path(out, sprintf("%s.%d.csv", gsub("[^A-Za-z0-9.]", "_", name), way))
        done <- tryCatch({ suppressWarnings(ways[[way]](object, file)); TRUE }, error = function(e) FALSE)
        if (!done) { unlink(file); next }
        taken <- TRUE
        # What write.table itself makes of it. It writes 15 digits; a factor of numbers reads as numbers.
        frame <- if (is.data.frame(object)) object else
                 if (is.matrix(object)) as.data.frame.matrix(object) else data.frame(object)
        cells <- lapply(frame, function(column) {
            if (is.factor(column) || is.character(column))
                column <- suppressWarnings(if (anyNA(as.numeric(as.character(column)))) FALSE else as.numeric(as.character(column)))
            if (is.numeric(column) && !inherits(column, c("Date", "POSIXt", "difftime")))
                ifelse(is.na(column), "nan", sprintf("%.15g", as.numeric(column)))
            else rep("x", nrow(frame))
        })
        writeLines(do.call(paste, c(cells, sep = "\t")), paste0(file, ".truth"))
        options <- if (grepl("csv2", names(ways)[way])) "--decimal=," else
                   if (names(ways)[way] == "write.table") "--delimiter=space" else
                   if (grepl("col.names=FALSE", names(ways)[way])) "--labels=yes" else "-"
        named <- !grepl("row.names=FALSE", names(ways)[way])
        cat(paste("R", names(ways)[way]), basename(file), options, as.integer(named), sep = "\t", file = index)
        cat("\n", file = index)
    }
    written <- written + taken
}
close(index)
cat(sprintf("%d objects of %d written\n", written, length(ls("package:datasets"))))
