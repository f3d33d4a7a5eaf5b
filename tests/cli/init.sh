#!/bin/bash
# A program to start from: it is there at once, builds for all targets, is laid out as fmt does, and breaks when a rule is broken.
# Nothing that is there is touched. What stands beside it agrees with the manifest of hooks and the table of actions.
set -eu
. tools/command.sh
export BASTIDE_CACHE=

starts=$("$BASTIDE" init --list | cut -d' ' -f1)
[ "$(wc -w <<<"$starts")" -ge 2 ] || fail "only these to start from: $starts"
for start in $starts; do
	here=$TMP/$start
	expect 0 "$BASTIDE" init "$here" --start "$start" --name shop-7 --region eu-west-1
	cd "$here"
	expect 0 "$BASTIDE" fmt --check estate
	expect 0 "$BASTIDE" build estate
	expect 0 "$BASTIDE" build estate --check
	says 'in step: out'
	! grep -q '@name@\|@region@' -r . || fail "$start: a name is not filled in"
	grep -q 'estate shop-7 ' estate/main.bastide || fail "$start: another name"
	grep -q 'region *eu-west-1' estate/main.bastide || fail "$start: another region"
	# What is meant to be changed has a rule behind it.
	cp estate/main.bastide "$TMP/good"
	sed -i 's/from 11/from 1/' estate/main.bastide
	expect 1 "$BASTIDE" build estate
	says 'error['
	cp "$TMP/good" estate/main.bastide
	if [ "$start" = service ]; then
		sed -i 's/route none/route internet/' estate/main.bastide
		expect 1 "$BASTIDE" build estate
		says 'error[data-'
	fi
	cp "$TMP/good" estate/main.bastide
	sed -i '/^ *tier *data /a tier spare { subnets /24 from 31; route none }' estate/main.bastide
	expect 1 "$BASTIDE" build estate --check
	says 'stale: out/'
	cd "$ROOT/tests"
done
[ "$(cd "$TMP/service/out" && echo *)" = 'argo-rollouts codedeploy github-workflows helm kubernetes terraform' ] || fail "not all targets"

# The same whoever asks: the folder's name, as far as it can be one.
mkdir "$TMP/My Shop_2"
(cd "$TMP/My Shop_2" && expect 0 "$BASTIDE" init && grep -q 'estate my-shop-2 ' estate/main.bastide) || fail "another name than the folder's"
mkdir "$TMP/漢"
for folder in 漢 123; do
	mkdir -p "$TMP/$folder"
	expect 2 "$BASTIDE" init "$TMP/$folder"
	says 'no name can be made of the folder'
	[ -z "$(ls "$TMP/$folder")" ] || fail "something was written to $folder, under somebody's name"
done
(cd "$TMP/漢" && expect 0 "$BASTIDE" init --name kan && grep -q 'estate kan ' estate/main.bastide && "$BASTIDE" check estate >/dev/null) || fail "no name as said"

# What is there stays, and nothing comes beside it: a file, a link to nowhere, a folder in the place of a file.
for there in 'echo mine >.pre-commit-config.yaml' 'ln -s nowhere .gitattributes' 'mkdir -p estate/main.bastide'; do
	rm -rf "$TMP/old"
	mkdir "$TMP/old"
	(cd "$TMP/old" && eval "$there")
	every "$TMP/old" >"$TMP/before"
	expect 2 "$BASTIDE" init "$TMP/old"
	says 'is there already; nothing was written'
	every "$TMP/old" | cmp - "$TMP/before" || fail "init changed what was there: $there"
done
# One that cannot be written takes the others with it.
for there in 'echo mine >estate' 'ln -s nowhere .github'; do
	rm -rf "$TMP/old"
	mkdir "$TMP/old"
	(cd "$TMP/old" && eval "$there")
	every "$TMP/old" >"$TMP/before"
	expect 2 "$BASTIDE" init "$TMP/old"
	every "$TMP/old" | cmp - "$TMP/before" || fail "init left something: $there"
done
expect 0 "$BASTIDE" init "$TMP/a/b/c" --name acme
[ -f "$TMP/a/b/c/estate/main.bastide" ] || fail "folders above were not made"

expect 2 "$BASTIDE" init "$TMP/new" --start servce
says 'did you mean `service`?'
expect 2 "$BASTIDE" init "$TMP/new" --start zzz
says 'bastide init --list'
expect 2 "$BASTIDE" init "$TMP/new" --region eu-centrl-1
says 'did you mean `eu-central-1`?'
for wrong in 'My Shop' 'a"; x' 1st a- a--b abcdefghijklmnopqrstu; do
	expect 2 "$BASTIDE" init "$TMP/new" --name "$wrong"
done
expect 2 "$BASTIDE" init "$TMP/new" --region 'eu-west-1 } #'
[ ! -e "$TMP/new" ] || fail "something was written in spite of wrong values"

# The hooks are those of the manifest, the actions those of the library at its commits.
python3 - "$ROOT" "$TMP/service" <<'PYTHON'
import pathlib, re, sys
root, made = map(pathlib.Path, sys.argv[1:])
def hooks(text):
    keys = ("id", "name", "entry", "language", "files", "pass_filenames", "always_run")
    found = [{}]
    for line in text.splitlines():
        if match := re.match(r" *(- )?(\w+): (.*)", line):
            if match[1] and match[2] == "id":
                found.append({})
            if match[2] in keys and found[-1] is not found[0]:
                found[-1][match[2]] = match[3]
    return found[1:]
manifest = hooks((root / ".pre-commit-hooks.yaml").read_text())
assert len(manifest) == 3 and hooks((made / ".pre-commit-config.yaml").read_text()) == manifest, manifest
table = set(re.findall(r'uses +"([^"]+)"\s*;?\s*commit +"([0-9a-f]{40})"\s*;?\s*version +"([^"]+)"', (root / "stdlib/actions.bastide").read_text()))
used = re.findall(r"uses: (\S+)@([0-9a-f]{40}) # (\S+)$", (made / ".github/workflows/estate.yml").read_text(), re.M)
assert len(used) == 2 == (made / ".github/workflows/estate.yml").read_text().count("uses:") and set(used) <= table, (used, table)
PYTHON

# What the workflow runs is what `bastide build` says: its last step, here.
cd "$TMP/service"
mkdir -p .bastide/build
ln -s "$BASTIDE" .bastide/build/bastide
step() { sed -n '/name: The proof/,$p' .github/workflows/estate.yml | sed -n '/run: |/,$p' | sed 1d | sed 's/^ *//'; }
expect 0 "$BASTIDE" init "$TMP/again" --name shop-7 --region eu-west-1
cp "$TMP/again/estate/main.bastide" estate/main.bastide
expect 0 "$BASTIDE" build estate
expect 0 bash -e -c "$(step)"
find out -name '*.tf' | head -1 | xargs rm
expect 1 bash -e -c "$(step)"
says '::error file=out/'
says 'to repair: bastide build estate --output out'

# What git is told is there in most repositories: it is left, and what it lacks is told.
mkdir "$TMP/kept"
echo '*.o' >"$TMP/kept/.gitignore"
expect 0 "$BASTIDE" init "$TMP/kept" --start network
says "left as it is: $TMP/kept/.gitignore; let it say, too:"
[ "$(cat "$TMP/kept/.gitignore")" = '*.o' ] || fail "a file that was there is another"
[ -e "$TMP/kept/estate/main.bastide" ] || fail "nothing was written beside it"

# A program that is there would be a part of the new one; a link leads elsewhere.
mkdir -p "$TMP/program/estate" "$TMP/ext" "$TMP/linked"
echo 'estate other { example }' >"$TMP/program/estate/other.bastide"
expect 2 "$BASTIDE" init "$TMP/program" --start network
says 'holds a program already; nothing was written'
[ "$(find "$TMP/program" -type f | wc -l)" = 1 ] || fail "files beside a program that is there"
ln -s ../ext "$TMP/linked/.github"
expect 2 "$BASTIDE" init "$TMP/linked" --start network
says 'is there already; nothing was written'
[ -z "$(find "$TMP/ext" -type f)$(find "$TMP/linked" -type f)" ] || fail "a link was followed"
expect 2 "$BASTIDE" init "$TMP/gov" --region us-gov-west-1
says 'partition-unwritten'
