#!/bin/bash
# Lets foreign tools judge what is emitted: builds the design exercise and runs every judge over it. README.md of
# tests/ says which environment variables name the tools. A tool that is missing is a failure.
set -u
cd "$(dirname "$0")/../.."
build=${1:-build}
python=${BASTIDE_PYTHON:-python3}
work=$build/judged
passed=0 failed=0 examples=()

# Each judge prints what it refuses and closes with the line `N passed, N failed`; how long it took is said beside its name.
run() {
	local output start=$SECONDS
	output=$("$@" 2>&1)
	count "$output" "$*" $((SECONDS - start))
}

count() {
	local output=$1 name=$2 seconds=$3
	printf '%s\n' "$output" | sed '$d'
	if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
	else
		printf '%s\nFAILED %s: no counts at its end\n' "$(tail -n 1 <<<"$output")" "$name"
		failed=$((failed + 1))
	fi
	printf -- '--- %s s: %s\n' "$seconds" "${name//$work/WORK}"
}

build() {
	"$build/bastide" build "$1" -o "$2" && return
	echo "FAILED build of $1"
	failed=$((failed + 1))
	return 1
}

# Clusters wait for minutes until somebody has measured; meanwhile the other judges work.
waiting=()
begin() {
	local log
	log=$work/waiting.${#waiting[@]}
	(
		start=$SECONDS
		"$@" >"$log" 2>&1
		echo $((SECONDS - start)) >"$log.seconds"
	) &
	waiting+=("$*")
}

finish() {
	local i
	wait
	for i in "${!waiting[@]}"; do
		count "$(cat "$work/waiting.$i")" "${waiting[i]}" "$(cat "$work/waiting.$i.seconds")"
	done
}

rm -rf "$work"
mkdir -p "$work"
# The exercise has one way of releasing; the other programs have the others.
releases=(kubernetes/cluster helm/releases argo-rollouts/strategies)
for example in design-exercise ${JUDGE_EXAMPLES:-}; do
	build "examples/$example" "$work/$example" && examples+=("$example")
done
for part in release exercise; do
	begin "$python" tests/judge/cluster.py "--$part" --out "$work/design-exercise" --work "$work/$part"
done
for case in "${releases[@]}"; do
	build "tests/targets/$case/input.bastide" "$work/$case" &&
		begin "$python" tests/judge/cluster.py --out "$work/$case" --work "$work/$case.cluster"
done

# What a company scans first: the exercise, the program of README.md, and what `init` writes.
"$build/bastide" init "$work/init" --name acme >"$work/init.txt" || failed=$((failed + 1))
awk '/^```bastide$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md >"$work/readme.bastide"
mkdir "$work/scanned" && cp -r "$work/design-exercise" "$work/scanned/design-exercise" &&
	build "$work/readme.bastide" "$work/scanned/readme" && build "$work/init/estate" "$work/scanned/init" &&
	begin "$python" tests/judge/scanners.py --out "$work/scanned" --work "$work/scanners"

run tests/judge/printers/judge.sh "$build" "$work/printers"
run tests/judge/terraform.py --self-test --work "$work/self-test"
run tests/judge/editors.py --bastide "$build/bastide" --work "$work/editors"
run tests/judge/hooks.py --bastide "$build/bastide" --work "$work/hooks"
begin tests/judge/findings.py --bastide "$build/bastide" --work "$work/findings"
begin tests/judge/living.py --bastide "$build/bastide" --work "$work/living"
begin tests/judge/leaving.py --bastide "$build/bastide" --work "$work/leaving"
run tests/judge/codedeploy.py --self-test --work "$work/self-test"
# The exercise, with what it writes for readers: tests/output/documents.py compares that with its Terraform.
cp -r examples/design-exercise "$work/read" &&
	sed -i 's/peering-file/peering-file, documents/' "$work/read/platform/estate.bastide" &&
	build "$work/read" "$work/documents" && run tests/judge/documents.py --out "$work/documents/documents" --work "$work/drawn"
for example in "${examples[@]}"; do
	for pair in terraform:terraform workflows:github-workflows kubernetes:kubernetes codedeploy:codedeploy; do
		run "$python" "tests/judge/${pair%:*}.py" --out "$work/$example" --work "$work/$example.judged"
	done
done
run "$python" tests/judge/kubernetes.py --self-test --out "$work/design-exercise" --work "$work/self-test"
for case in "${releases[@]}"; do
	run "$python" tests/judge/kubernetes.py --out "$work/$case" --work "$work/$case.kubernetes"
done
run "$python" tests/judge/workflows.py --out "$work/init" --work "$work/init.judged"
run "$python" tests/judge/chart.py --out "$work/helm/releases" --work "$work/chart"
run "$python" tests/judge/fleets.py --out tests/targets/github-workflows/deliver/want --work "$work/fleets"
finish
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
