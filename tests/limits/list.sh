#!/bin/bash
set -eu
. tools/refused.sh
{ tools/grow.py 1 1; echo -n 'service s { in e0'; repeat 70000 ', e0'; echo ' }'; } > "$TMP/main.bastide"
refused too-large

# Nor does a rule look at a part of what it asks for.
{ tools/grow.py 1 1; cat <<'END'; } > "$TMP/main.bastide"
rule enough {
  each    e in environments
  require count(numbers(1, 65536)) > 0
  message "{e}"
}
END
refused too-large
sed -i 's/65536/65535/' "$TMP/main.bastide"
"$BASTIDE" check --quiet "$TMP/main.bastide"
