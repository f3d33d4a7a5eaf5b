#!/bin/bash
# Lets foreign tools judge what is emitted: builds the design exercise and runs every judge over it. README.md of
# tests/ says which environment variables name the tools. A tool that is missing is a failure.
set -u
cd "$(dirname "$0")/../.."
build=${1:-build}
python=${BASTIDE_PYTHON:-python3}
work=$build/judged
passed=0 failed=0

# Each judge prints what it refuses and closes with the line `N passed, N failed`.
run() {
	local output
	output=$("$@" 2>&1)
	printf '%s\n' "$output" | sed '$d'
	if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
	else
		printf '%s\nFAILED %s: no counts at its end\n' "$(tail -n 1 <<<"$output")" "$*"
		failed=$((failed + 1))
	fi
}

# The clusters of the exercise wait for minutes of measurements; meanwhile the others judge.
clusters=
begin_clusters() {
	"$python" tests/judge/cluster.py --exercise --out "$work/design-exercise" --work "$work/clusters" >"$work/clusters.log" 2>&1 &
	clusters=$!
}

rm -rf "$work"
mkdir -p "$work"
run tests/judge/printers/judge.sh "$build" "$work/printers"
run tests/judge/terraform.py --self-test --work "$work/self-test"
run tests/judge/editors.py --bastide "$build/bastide" --work "$work/editors"
run tests/judge/hooks.py --bastide "$build/bastide" --work "$work/hooks"
run tests/judge/living.py --bastide "$build/bastide" --work "$work/living"
run tests/judge/codedeploy.py --self-test --work "$work/self-test"
for example in design-exercise ${JUDGE_EXAMPLES:-}; do
	if "$build/bastide" build "examples/$example" -o "$work/$example"; then
		[ "$example" != design-exercise ] || begin_clusters
		# A judge runs as soon as its target stands in targets/; from then on its artefacts must be there.
		for pair in terraform:terraform workflows:github-workflows kubernetes:kubernetes codedeploy:codedeploy; do
			[ -d "targets/${pair#*:}" ] || continue
			run "$python" "tests/judge/${pair%:*}.py" --out "$work/$example" --work "$work/$example.judged"
		done
	else
		echo "FAILED build of examples/$example"
		failed=$((failed + 1))
	fi
done
run "$python" tests/judge/kubernetes.py --self-test --out "$work/design-exercise" --work "$work/self-test"
# The exercise has one way of releasing; these programs have the others.
for case in kubernetes/cluster helm/releases argo-rollouts/strategies; do
	if "$build/bastide" build "tests/targets/$case/input.bastide" -o "$work/$case"; then
		for judge in kubernetes cluster; do
			run "$python" "tests/judge/$judge.py" --out "$work/$case" --work "$work/$case.$judge"
		done
	else
		echo "FAILED build of tests/targets/$case"
		failed=$((failed + 1))
	fi
done
run "$python" tests/judge/chart.py --out "$work/helm/releases" --work "$work/chart"
run "$python" tests/judge/fleets.py --out tests/targets/github-workflows/deliver/want --work "$work/fleets"
[ -z "$clusters" ] || { wait "$clusters"; run cat "$work/clusters.log"; }
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
