#!/bin/bash
# why: the statements behind a line, in text and as JSON; what is asked wrong, and a file that is not what is built.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/out
mkdir -p "$p"
cat >"$p/main.bastide" <<'PROGRAM'
estate tiny { example; state s3 tiny-state }
site office 203.0.113.0/24
site vpn    198.51.100.0/24
target plain { format yaml; header "by nobody" }
emit plain "sites.yaml" {
  each s in sites {
    "{s}" {
      block  s.cidr
      fixed  true
    }
  }
}
PROGRAM
expect 0 "$BASTIDE" build "$p" -o "$out"

# line WORDS: the number of the line of the output that holds them.
line() { grep -nF -- "$1" "$out/plain/sites.yaml" | cut -d: -f1; }

expect 0 "$BASTIDE" why "$out/plain/sites.yaml:$(line 203.0.113)" "$p" -o "$out"
says "203.0.113.0/24"
says "main.bastide:2:13:  203.0.113.0/24"
says "written  $p/main.bastide:8:7"
says "file     $p/main.bastide:5:1"
says_not "198.51"
# The folder is also found by what build left there, and the file may be named as it is below it.
expect 0 "$BASTIDE" why "$out/plain/sites.yaml:$(line 198.51)" "$p"
says "main.bastide:3:13:  198.51.100.0/24"
says_not "main.bastide:2:"
(cd "$TMP" && expect 0 "$BASTIDE" why "plain/sites.yaml:$(line vpn:)" "$p")
says "main.bastide:3:6:  vpn"
# A line without a value comes from what it is written for; a header from nothing but its target.
expect 0 "$BASTIDE" why "$out/plain/sites.yaml:$(line true | tail -1)" "$p"
says "main.bastide:3:6:  vpn"
says "written  $p/main.bastide:9:7"
expect 0 "$BASTIDE" why "$out/plain/sites.yaml:1" "$p"
says "no statement"

expect 0 "$BASTIDE" why "$out/plain/sites.yaml:$(line 203.0.113)" "$p" --format json
python3 - "$TMP/out.txt" <<'PYTHON'
import json, sys
why = json.load(open(sys.argv[1]))["why"]
assert why["file"] == "plain/sites.yaml" and "203.0.113.0/24" in why["text"], why
first = why["causes"][0]
assert (first["line"], first["column"], first["endColumn"], first["library"]) == (2, 13, 27, False), why
assert (why["emitter"]["line"], why["emitterOfFile"]["line"]) == (8, 5), why
PYTHON

expect 2 "$BASTIDE" why "$out/plain/sites.yaml" "$p"
says "needs a file and a line"
expect 2 "$BASTIDE" why "$out/plain/sites.yaml:0" "$p"
expect 2 "$BASTIDE" why "$out/plain/sites.yaml:9999" "$p"
says "plain/sites.yaml has no line 9999"
expect 2 "$BASTIDE" why "$out/plain/site.yaml:1" "$p"
says 'writes no `plain/site.yaml`; did you mean `plain/sites.yaml`?'
expect 2 "$BASTIDE" why
expect 2 "$BASTIDE" why x:1 "$TMP/nowhere"

# A file that is not what the program says is answered for what the program says, and told.
sed -i 's/203/204/' "$out/plain/sites.yaml"
expect 1 "$BASTIDE" why "$out/plain/sites.yaml:$(line 204.0.113)" "$p"
says "main.bastide:2:13"
says 'build --check'
echo 'site third 999' >>"$p/main.bastide"
expect 1 "$BASTIDE" why "$out/plain/sites.yaml:1" "$p"
says "999"

# The block of a subnet is counted: from a number, in a network, for the zones.
cat >"$TMP/counted.bastide" <<'PROGRAM'
estate acme { example; zones a, b; state s3 acme-state }
environment dev : sandbox {
  account 111111111111; region us-east-1
  cidr    10.20.0.0/16
  tier    data { subnets /24 from 21; route none }
  tier    more { blocks 10.20.41.0/24; zones b; route none }
}
PROGRAM
expect 0 "$BASTIDE" build "$TMP/counted.bastide" -o "$TMP/counted"
subnets=$TMP/counted/terraform/dev/network/subnets.tf
block() { grep -nF "$1" "$subnets" | cut -d: -f1; }
expect 0 "$BASTIDE" why "$subnets:$(block 10.20.22.0)" "$TMP/counted.bastide" -o "$TMP/counted"
says "counted.bastide:5:26:  /24"
says "counted.bastide:5:35:  21"
says "counted.bastide:4:11:  10.20.0.0/16"
says "counted.bastide:1:30:  a"
says_not "counted.bastide:6:"
expect 0 "$BASTIDE" why "$subnets:$(block 10.20.41.0)" "$TMP/counted.bastide" -o "$TMP/counted"
says "counted.bastide:6:25:  10.20.41.0/24"
says "counted.bastide:6:46:  b"
says_not "counted.bastide:4:"
says_not "counted.bastide:1:30"
