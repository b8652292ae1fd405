#!/bin/sh
# Ranks that share no memory: 3 of them, each in a network namespace of its own with an address of its
# own, so that all they pass on goes over the network; the same bytes. Needs root, ip and Open MPI.
#
# Usage: tests/ranks_network.sh ATTN ATTN_MPI
set -u
attn=$(realpath "${1:?usage: ranks_network.sh ATTN ATTN_MPI}")
of_ranks=$(realpath "${2:?usage: ranks_network.sh ATTN ATTN_MPI}")
names="attn-$$-1 attn-$$-2 attn-$$-3" bridge=attn$$

. "$(dirname "$0")/not_tested.sh"

skip() {
    not_tested "ranks on a network ($*)"
    exit 0
}
[ "$(id -u)" -eq 0 ] || skip 'not root'
command -v ip >/dev/null || skip 'no ip'
mpirun --version | grep -q 'Open MPI' || skip 'no Open MPI'
scratch=$(mktemp -d) || exit 1
clean() {
    for name in $names; do
        ip netns del "$name" 2>/dev/null
    done
    ip link del "$bridge" 2>/dev/null
    rm -rf "$scratch"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

ip link add "$bridge" type bridge 2>"$scratch/said" && ip link set "$bridge" up ||
    skip "$(cat "$scratch/said")"
number=0
for name in $names; do
    number=$((number + 1))
    ip netns add "$name" 2>"$scratch/said" &&
        ip link add "v$$-$number" type veth peer name eth0 netns "$name" 2>"$scratch/said" ||
        skip "$(cat "$scratch/said")"
    ip link set "v$$-$number" master "$bridge" up
    ip -n "$name" addr add "10.77.0.$number/24" dev eth0
    ip -n "$name" link set eth0 up
    ip -n "$name" link set lo up
done

# What mpirun calls in place of ssh: AGENT HOST COMMAND...
cat >"$scratch/agent" <<AGENT
#!/bin/sh
name=attn-$$-\${1##*.}
shift
exec ip netns exec "\$name" unshare -u sh -c "hostname \$name; \$*"
AGENT
chmod +x "$scratch/agent"

cd "$scratch" || exit 1
awk 'BEGIN {
    for (i = 0; i < 6000; i++)
        for (j = 1; j <= 16; j++) {
            seed = (seed * 16807 + 1) % 2147483647
            printf "%.7f%s", 3 * seed / 2147483647 - 1.5, j < 16 ? "," : "\n"
        }
}' >k.csv
"$attn" context -q k.csv -k k.csv -f scaled-dot -o expected.csv
before=$(ip netns exec "attn-$$-2" cat /sys/class/net/eth0/statistics/rx_bytes)
ip netns exec "attn-$$-1" timeout 120 mpirun --allow-run-as-root --mca plm_rsh_agent "$scratch/agent" \
    --mca plm_rsh_no_tree_spawn 1 --mca btl tcp,self --mca btl_tcp_if_include 10.77.0.0/24 \
    --mca oob_tcp_if_include 10.77.0.0/24 --host 10.77.0.1,10.77.0.2,10.77.0.3 -n 3 \
    "$of_ranks" context -q k.csv -k k.csv -f scaled-dot -o found.csv 2>said </dev/null ||
    {
        cat said
        echo 'ranks_network: the run fails'
        exit 1
    }
after=$(ip netns exec "attn-$$-2" cat /sys/class/net/eth0/statistics/rx_bytes)
cmp expected.csv found.csv || exit 1
# Two thirds of keys and values have to come to each rank.
least=$((6000 * 16 * 8 * 2 * 2 / 3))
[ $((after - before)) -ge $least ] || {
    echo "ranks_network: $((after - before)) bytes came, not $least"
    exit 1
}
echo "ranks_network: the same bytes, $((after - before)) of them sent to one rank of 3"
