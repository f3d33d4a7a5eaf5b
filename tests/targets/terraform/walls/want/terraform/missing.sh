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

# The values it takes of one of them. That it takes none is no failure; that its files cannot be read is one.
values() {
  { grep --no-filename --only-matching --extended-regexp "terraform_remote_state\.$2\.outputs\.[A-Za-z0-9_-]+" "$1"/*.tf || [ $? -eq 1 ]; } |
    sed 's/.*\.outputs\.//' | sort --unique
}

# A state as it lies in its bucket; where S3 says that there is none, one without values. It says so to whoever may list the bucket, and
# in no other way: not when access is denied, and not when the bucket is not there. AWS CLI user guide, "Structured error output";
# Amazon S3 API reference, GetObject; read 2026-11-22.
stored() {
  if ! AWS_CLI_ERROR_FORMAT=legacy aws s3api get-object --bucket "$1" --key "$2" "$answers/stored.json" > /dev/null 2> "$answers/error"; then
    if ! grep --quiet --fixed-strings '(NoSuchKey) when calling the GetObject operation' "$answers/error"; then
      cat "$answers/error" >&2
      echo "${GITHUB_ACTIONS:+::error::}nobody knows what s3://$1/$2 holds" >&2
      exit 1
    fi
    echo '{}' > "$answers/stored.json"
  fi
}

answers=$(mktemp --directory)
trap 'rm -rf "$answers"' EXIT
own=" "
for entry in "$@"; do own+="${entry#*=}/terraform.tfstate "; done
for entry in "$@"; do
  root=${entry%%=*}
  if [ ! -d "$root" ]; then continue; fi
  while read -r label bucket key; do
    if [[ $own == *" $key "* ]]; then continue; fi
    stored "$bucket" "$key"
    held=$(jq --raw-output '.outputs // {} | keys[]' "$answers/stored.json")
    taken=$(values "$root" "$label")
    if [ -z "$taken" ]; then continue; fi
    comm -23 <(echo "$taken") <(sort <<< "$held") | sed "s|.*|$root reads & of ${key%/terraform.tfstate}|"
  done < <(states "$root")
done
