#!/bin/bash
# What roots read that is not there yet, written beside them by bastide:
#   missing.sh ROOT[=STATE]…
# One line for each value of a root that is not among these, and so is applied by somebody else: `ROOT reads VALUE of OTHER`.
# Terraform would end in the middle, with some roots applied and others not. States are asked, nothing is changed.
set -euo pipefail
cd "$(dirname "$0")"

# Each state that a root reads: its label there, its bucket and its key.
states() {
  awk '/^data "terraform_remote_state"/ { gsub("\"", "", $3); label = $3; key = "" }
    label != "" && $1 == "bucket" { gsub("\"", "", $3); bucket = $3 }
    label != "" && $1 == "key" { gsub("\"", "", $3); key = $3 }
    /^}/ { if (label != "" && key != "") print label, bucket, key; label = "" }' "$1"/*.tf
}

# The values it takes of one of them.
values() {
  { grep --no-filename --only-matching --extended-regexp "terraform_remote_state\.$2\.outputs\.[A-Za-z0-9_-]+" "$1"/*.tf || true; } |
    sed 's/.*\.outputs\.//' | sort --unique
}

own=" "
for entry in "$@"; do own+="${entry#*=}/terraform.tfstate "; done
for entry in "$@"; do
  root=${entry%%=*}
  if [ ! -d "$root" ]; then continue; fi
  while read -r label bucket key; do
    if [[ $own == *" $key "* ]]; then continue; fi
    held=$(aws s3 cp --quiet "s3://$bucket/$key" - 2> /dev/null | jq --raw-output '.outputs | keys[]') || held=
    comm -23 <(values "$root" "$label") <(sort <<< "$held") | sed "s|.*|$root reads & of ${key%/terraform.tfstate}|"
  done < <(states "$root")
done
