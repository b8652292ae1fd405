# For the test scripts to source: what a machine cannot test is said, never passed over in silence.
#
# not_tested WHAT: says that WHAT is not tested here. Where NOT_TESTED names a file, WHAT becomes a
# line of it, and `make check` prints these lines at its end.
not_tested() {
    echo "not tested here: $1"
    if [ -n "${NOT_TESTED:-}" ]; then
        echo "$1" >>"$NOT_TESTED"
    fi
}
