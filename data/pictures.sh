#!/bin/sh
# Draws the pictures of README.md: sh data/pictures.sh ATTN DIRECTORY
set -eu
attn=$1
here=$(dirname "$0")/head
draw() { # draw FILE TITLE OPTION...
    file=$1 title=$2
    shift 2
    "$attn" heatmap -q "$here/queries.csv" -k "$here/keys.csv" -f scaled-dot --causal --heads=8 "$@" \
        --title="$title" --svg="$file"
}
draw "$2/attention.svg" 'A causal head that looks for what came next' --head=1
draw "$2/heads.svg" 'The eight heads of a layer'
