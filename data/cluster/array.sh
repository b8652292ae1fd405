#!/bin/sh
#SBATCH --job-name=attn
#SBATCH --array=0-63
#SBATCH --cpus-per-task=4
#SBATCH --mem=2G
# Attention over shards of the queries as a Slurm array. Each job of the array takes its own rows of
# QUERIES and writes OUTPUT.NUMBER; of 64 jobs, number 0 takes the first 64th of the rows. The manual
# page attn-cluster(7) says what it costs.
#
#   sbatch --array=0-63 data/cluster/array.sh q.csv k.csv v.csv out.csv --labels=no -f scaled-dot
#   sbatch --dependency=afterok:JOB data/cluster/array.sh --join out.csv
#
# A part that is there already is kept. So if job 17 was lost, send it again: sbatch --array=17 with
# the same words, and SHARDS=64, the size of the whole array, in the environment. Each file has a
# header, and no line end inside a quoted cell.
set -eu

if [ "$1" = --join ]; then
    output=$2
    set -- "$output".[0-9][0-9][0-9][0-9]
    cat "$1" >"$output.new"
    shift
    for part; do tail -n +2 "$part" >>"$output.new"; done
    mv "$output.new" "$output"
    exit
fi

queries=$1 keys=$2 values=$3 output=$4
shift 4
shards=${SHARDS:-${SLURM_ARRAY_TASK_COUNT:?sbatch --array=0-63 sets it}}
part=$output.$(printf %04d "$SLURM_ARRAY_TASK_ID")
if [ -e "$part" ]; then exit; fi

rows=$(($(wc -l <"$queries") - 1))
start=$((rows * SLURM_ARRAY_TASK_ID / shards))
end=$((rows * (SLURM_ARRAY_TASK_ID + 1) / shards))
# What goes by position has to be told where the shard begins.
case " $* " in
*" --causal "* | *" --window"* | *" --alibi"* | *" --exclude-self "* | *" --local-m"* | *" --rope"*)
    case " $* " in
    *" --group"*)
        echo "array.sh: positions count within a group, and the array cuts groups apart" >&2
        exit 2
        ;;
    esac
    set -- "$@" --offset="$start"
    ;;
esac
sed -n -e 1p -e "$((start + 2)),$((end + 1))p" -e "$((end + 1))q" "$queries" |
    ATTN_THREADS=${SLURM_CPUS_PER_TASK:-1} "${ATTN:-attn}" context -q - -k "$keys" -v "$values" \
        --header=yes "$@" -o "$part"
