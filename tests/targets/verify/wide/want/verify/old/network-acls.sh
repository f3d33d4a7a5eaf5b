#!/bin/bash
# Written by bastide from the program. What the exit status and each violation mean stands in the script that this one runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec bash "$here/../lib/"'network-acls'.sh "$here/"'network-acls'.json
