#!/bin/bash
# What the compiler asks of the library by its name is there, with as many parameters: else a proof would go on without it.
set -eu
cd "$ROOT"

parameters() { cat $(grep -lE "^function $1\(" stdlib targets -r) | tr -s "\n " "  " | grep -oE "function $1\([^)]*\)" | grep -oE '[a-z-]+ : ' | wc -l; }

wanted() {
	[ "$(parameters "$1")" = "$2" ] || { echo "the library has no function $1 with $2 parameters"; exit 1; }
}
wanted stands-for-internet 1
wanted part-of-internet 1
wanted is-host 1
wanted covers-action 3
wanted passed-by 5
for constant in cluster-verbs cluster-resources reading-verbs admin-ports; do
	grep -qrE "^constant $constant [a-z]+\+ " stdlib || { echo "the library has no list called $constant"; exit 1; }
done

# Nobody adds a name without a line above: they are those with a hyphen, as no word of the core has one but two
# ways in which a flow arrives.
asked=$(grep -rhoE '(STR\(|listed\(([a-z]+->)?facts, )"[a-z]+(-[a-z]+)+"' compiler/expr compiler/rules compiler/model compiler/estate compiler/proof compiler/can |
	grep -oE '[a-z]+(-[a-z]+)+' | grep -vxE 'admin-path|load-balancer' | sort -u | tr '\n' ' ')
[ "$asked" = "admin-ports cluster-resources cluster-verbs covers-action is-host part-of-internet passed-by reading-verbs stands-for-internet " ] || { echo "asked of the library: $asked"; exit 1; }
