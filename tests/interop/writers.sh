# What other tools write, and the flag that reads it: every row of README's table. Where the tool is
# installed, the call that the table shows is run; otherwise its bytes are these.
here=$INTEROP
table=$here/../../README.md
rows=0

# Whether a module of Python, or R, is there.
have() {
    case $1 in
    py) "$PYTHON" -c "import ${2%%[,.( ]*}" 2>/dev/null && "$PYTHON" -c 'import pandas, numpy' 2>/dev/null ;;
    r) command -v Rscript >/dev/null ;;
    *) false ;;
    esac
}

# Runs the call.
call() {
    case $1 in
    py)
        "$PYTHON" -c 'import sys, numpy, pandas
try: import polars
except ImportError: pass
try: import duckdb
except ImportError: pass
a = numpy.array([[5.1, 3.5], [4.9, 3.0]])
df = pandas.DataFrame(a, columns=["x", "y"])
exec(sys.argv[1])' "$2"
        ;;
    r) Rscript --vanilla -e 'x <- data.frame(x = c(5.1, 4.9), y = c(3.5, 3))' -e "$2" ;;
    esac
}

# row TOOL MODULE WRITER CALL FLAG BYTES
row() {
    flag=none
    [ -z "$5" ] || flag="\`$5\`"
    grep -qxF "| $3 | \`$4\` | $flag |" "$table" || { echo "not in README: $3: $4"; exit 1; }
    rows=$((rows + 1))
    file=t.csv
    case $4 in
    *t.txt*) file=t.txt ;;
    *t.tsv*) file=t.tsv ;;
    esac
    printf "$6" >$file
    reads "$@"
    if have "$1" "$2"; then
        rm -f $file
        call "$1" "$4"
        reads "$@"
    fi
}

# The file holds 5.1, 3.5 and 4.9, 3.
reads() {
    eval "attn similarity $file $5 --plain --digits=6 --output-delimiter=," >found 2>message || { echo "$3: $4"; cat message; exit 1; }
    printf '38.26,35.49\n35.49,33.01\n' | cmp - found || { echo "$3: $4"; cat found; exit 1; }
}

row py pandas 'pandas' 'df.to_csv("t.csv")' '' ',x,y\n0,5.1,3.5\n1,4.9,3.0\n'
row py pandas 'pandas' 'df.to_csv("t.csv", index=False)' '' 'x,y\n5.1,3.5\n4.9,3.0\n'
row py pandas 'pandas' 'df.to_csv("t.csv", sep=";", decimal=",")' '--decimal=,' ';x;y\n0;5,1;3,5\n1;4,9;3,0\n'
row py pandas 'pandas' 'df.to_csv("t.csv", header=False, index=False)' '' '5.1,3.5\n4.9,3.0\n'
row py pandas 'pandas, no names' 'pandas.DataFrame(a).to_csv("t.csv", index=False)' '--header=yes' '0,1\n5.1,3.5\n4.9,3.0\n'
row py numpy 'numpy' 'numpy.savetxt("t.csv", a, delimiter=",")' '' '5.1e+00,3.5e+00\n4.9e+00,3.0e+00\n'
row py numpy 'numpy' 'numpy.savetxt("t.txt", a)' '-d space' '5.1e+00 3.5e+00\n4.9e+00 3.0e+00\n'
row py numpy 'numpy' 'numpy.savetxt("t.csv", a, delimiter=",", header="x,y")' '--comment='\''#'\''' '# x,y\n5.1e+00,3.5e+00\n4.9e+00,3.0e+00\n'
row py polars 'polars' 'polars.DataFrame({"x": [5.1, 4.9], "y": [3.5, 3]}).write_csv("t.csv")' '' 'x,y\n5.1,3.5\n4.9,3.0\n'
row py duckdb 'DuckDB' 'duckdb.sql("copy (from df) to '\''t.csv'\''")' '' 'x,y\n5.1,3.5\n4.9,3.0\n'
row r - 'R' 'write.csv(x, "t.csv")' '' '"","x","y"\n"1",5.1,3.5\n"2",4.9,3\n'
row r - 'R' 'write.csv(x, "t.csv", row.names = FALSE)' '' '"x","y"\n5.1,3.5\n4.9,3\n'
row r - 'R' 'write.csv2(x, "t.csv")' '--decimal=,' '"";"x";"y"\n"1";5,1;3,5\n"2";4,9;3\n'
row r - 'R' 'write.table(x, "t.txt")' '-d space' '"x" "y"\n"1" 5.1 3.5\n"2" 4.9 3\n'
row r - 'R' 'write.table(x, "t.tsv", sep = "\t")' '' '"x"\t"y"\n"1"\t5.1\t3.5\n"2"\t4.9\t3\n'
row r - 'R' 'write.table(x, "t.csv", sep = ",", col.names = FALSE)' '--labels=yes' '"1",5.1,3.5\n"2",4.9,3\n'
row - - 'R, readr' 'write_csv(x, "t.csv")' '' 'x,y\n5.1,3.5\n4.9,3\n'
row - - 'Excel, English' 'CSV UTF-8' '' '\357\273\277x,y\r\n5.1,3.5\r\n4.9,3\r\n'
row - - 'Excel, German' 'CSV UTF-8' '--decimal=,' '\357\273\277x;y\r\n5,1;3,5\r\n4,9;3\r\n'
row - - 'LibreOffice, English' 'Text CSV' '' 'x,y\n5.1,3.5\n4.9,3\n'
row - - 'LibreOffice, German' 'Text CSV' '--decimal=,' 'x,y\n"5,1","3,5"\n"4,9",3\n'
row - - 'MATLAB' 'writematrix(a, "t.csv")' '' '5.1,3.5\n4.9,3\n'
row - - 'MATLAB' 'save t.txt a -ascii' '-d space' '   5.1000000e+00   3.5000000e+00\n   4.9000000e+00   3.0000000e+00\n'
row - - 'Julia' 'CSV.write("t.csv", df)' '' 'x,y\n5.1,3.5\n4.9,3.0\n'
row - - 'SQLite' 'sqlite3 -csv -header' '' 'x,y\n5.1,3.5\n4.9,3.0\n'
row - - 'PostgreSQL' '\copy t to t.csv csv header' '' 'x,y\n5.1,3.5\n4.9,3\n'
row - - 'word2vec' '-binary 0' '-d space --skip=1' '2 2\nking 5.1 3.5 \nqueen 4.9 3 \n'
row - - 'GloVe' 'vectors.txt' '-d space --quote=none' 'king 5.1 3.5\n" 4.9 3\n'

shown=$(awk '/^\| writer \| call/ { inside = 1; next } inside && !/^\|/ { exit } inside && !/^\|-/' "$table" | wc -l)
[ "$shown" -eq "$rows" ] || { echo "README shows $shown writers, tested are $rows"; exit 1; }
