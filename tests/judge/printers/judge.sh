#!/bin/bash
# The printers alone: what their tables and random trees become, judged by terraform and PyYAML.
# usage: judge.sh BUILD WORK
set -u
export TF_CLI_CONFIG_FILE=/dev/null
build=$1 work=$2
mkdir -p "$work/tables"
make -s BUILD="$build" "$build/tests/unit/test_print_hcl" "$build/tests/unit/print_tree" >/dev/null || { echo "0 passed, 1 failed"; exit 1; }
"$build/tests/unit/test_print_hcl" "$work/tables" && terraform fmt -check -diff "$work/tables" || { echo "0 passed, 1 failed"; exit 1; }
"${BASTIDE_PYTHON:-python3}" "$(dirname "$0")/random_trees.py" "$build/tests/unit/print_tree" "$work/random"
