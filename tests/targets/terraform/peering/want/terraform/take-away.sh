#!/bin/bash
# Takes away what roots hold and no longer declare, written beside them by bastide:
#   take-away.sh ROOT[=STATE]…      roots in the order of their making, as order.json has it; STATE where its state has another name
# Roots go in the reverse order: a security group or a subnet cannot go while something of a later root is in it, and Terraform
# knows one root at a time. So what goes from the first root that loses something is left to Terraform, with all that is made and
# changed there, and what goes from those behind it goes here, before anybody applies the first. All is planned before anything goes,
# and each plan holds nothing but what goes. Done again it does nothing.
# A root that is written no more has BUCKET, where states lie, asked whether it is empty.
set -euo pipefail
cd "$(dirname "$0")"

fail() {
  echo "${GITHUB_ACTIONS:+::error::}$1" >&2
  exit 1
}

# Addresses that the files of a root declare, and those that its resources had before or are forgotten at.
declared() {
  sed --quiet --regexp-extended 's/^resource "([^"]+)" "([^"]+)".*/\1.\2/p; s/^  from += //p' "$1"/*.tf
}

# What a state holds and no file declares. A resource that is made before another goes stays for now, with what it needs, while
# something that stays is on it: it goes when that has been changed, which is Terraform's to know.
gone() {
  jq --raw-output --arg declared "$(declared "$1")" '
    ($declared | split("\n")) as $declared
    | [.resources[] | select(.mode == "managed" and .module == null)
      | {address: "\(.type).\(.name)", careful: any(.instances[]; .create_before_destroy), needs: [.instances[].dependencies[]?]}]
    | (map(select(.address | IN($declared[])) | .needs[]) | unique) as $used
    | map(select(.address | IN($declared[]) | not))
    | (map(select(.careful and (.address | IN($used[]))) | .address, .needs[]) | unique) as $waits
    | .[].address | select(IN($waits[]) | not)'
}

# Terraform refuses to plan a part while addresses change elsewhere in a root: such changes are entered first. Nothing is touched.
move() {
  local from to
  while read -r from to; do
    if grep --quiet --line-regexp --fixed-strings "$from" <<< "$2" && ! grep --quiet --line-regexp --fixed-strings "$to" <<< "$2"; then
      terraform -chdir="$1" state mv -lock-timeout=5m "$from" "$to" < /dev/null
    fi
  done < <(sed --quiet --regexp-extended '/^moved \{/,/^\}/ { s/^  from += //p; s/^  to += //p }' "$1"/*.tf | paste --delimiters=' ' - -)
}

# Commands that take off what protects the things of a plan; the platform itself refuses to delete them. AWS CLI command reference,
# `rds`, `elbv2` and `eks`, read 2026-11-21.
protected() {
  jq --raw-output '.resource_changes[] | select(.change.actions == ["delete"]) | .type as $type | .change.before
    | select(.deletion_protection == true or .enable_deletion_protection == true)
    | (if .region then " --region \(.region)" else "" end) as $in
    | if $type == "aws_db_instance" then "aws rds modify-db-instance\($in) --db-instance-identifier \(.identifier) --no-deletion-protection --apply-immediately"
      elif $type == "aws_rds_cluster" then "aws rds modify-db-cluster\($in) --db-cluster-identifier \(.cluster_identifier) --no-deletion-protection --apply-immediately"
      elif $type == "aws_lb" then "aws elbv2 modify-load-balancer-attributes\($in) --load-balancer-arn \(.arn) --attributes Key=deletion_protection.enabled,Value=false"
      elif $type == "aws_eks_cluster" then "aws eks update-cluster-config\($in) --name \(.name) --no-deletion-protection"
      else "# take the deletion protection off \($type) \(.id)" end'
}

# A root that is not here is one that never held anything, or is written no more and planned by nobody, or was built elsewhere.
forgotten() {
  local held
  if [ "$(jq --arg root "$1" 'has($root)' order.json)" = true ]; then
    fail "$PWD/$1 is not here: build to this folder, or say another one in the program, with folder of its source"
  fi
  held=$(aws s3 cp --quiet "s3://${BUCKET:?where states lie}/$2/terraform.tfstate" - 2> /dev/null |
    jq '[.resources[] | select(.mode == "managed")] | length') || held=0
  if [ "${held:-0}" != 0 ]; then
    fail "$1 is written no more, and its state holds $held resources: bring its providers.tf, alone, back from the commit before, and run $(basename "$0") $1"
  fi
}

plan() {
  local root=$1 addresses=()
  read -r -a addresses <<< "$2"
  move "$root" "$(terraform -chdir="$root" state list)"
  echo "== what goes from $root"
  terraform -chdir="$root" plan -input=false -no-color -lock-timeout=5m "${addresses[@]/#/-target=}" -out=gone.tfplan
  terraform -chdir="$root" show -json gone.tfplan > "$plans/plan.json"
  if ! jq --exit-status '[.resource_changes[] | select(.change.actions | IN(["no-op"], ["read"]) | not)]
    | all(.change.actions == ["delete"] and ("\(.type).\(.name)" | IN($ARGS.positional[])))' "$plans/plan.json" --args "${addresses[@]}" > /dev/null; then
    fail "the plan of $root does more than to take away what is not declared"
  fi
  protected < "$plans/plan.json" >> "$plans/protected"
}

tell() {
  if [ -z "${GITHUB_STEP_SUMMARY:-}" ]; then return; fi
  {
    echo "### $1: taken away"
    echo '```'
    terraform -chdir="$1" show -no-color gone.tfplan
    echo '```'
  } >> "$GITHUB_STEP_SUMMARY"
}

plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
: > "$plans/protected"
roots=() goes=() before=
for entry in "$@"; do
  root=${entry%%=*}
  if [ ! -d "$root" ]; then
    forgotten "$root" "${entry#*=}"
    continue
  fi
  terraform -chdir="$root" init -input=false -no-color > /dev/null
  terraform -chdir="$root" state pull > "$plans/state.json"
  what=$(gone "$root" < "$plans/state.json" | paste --serial --delimiters=' ')
  if [ -n "$what" ] && [ -n "$before" ]; then
    # Those behind come first.
    roots=("$root" "${roots[@]}") goes=("$what" "${goes[@]}")
  fi
  before=$before$what
done
for at in "${!roots[@]}"; do plan "${roots[at]}" "${goes[at]}"; done
if [ -s "$plans/protected" ]; then
  cat "$plans/protected" >&2
  fail "nothing is taken away: what goes is protected against it. Run the commands above, in its account, then this again"
fi
for root in "${roots[@]}"; do
  tell "$root"
  terraform -chdir="$root" apply -input=false -no-color gone.tfplan
done
