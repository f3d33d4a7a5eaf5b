#!/bin/bash
# Takes away what roots hold and no longer declare, written beside them by bastide:
#   take-away.sh ROOT[=STATE]…      roots in the order of their making, as order.json has it; STATE where its state has another name
# Roots go in the reverse order: a security group or a subnet cannot go while something of a later root is in it, and Terraform
# knows one root at a time. So what goes from the first root that loses something is left to Terraform, with all that is made and
# changed there, and what goes from those behind it goes here, before anybody applies the first. All is planned before anything goes,
# each plan holds nothing but what goes, and until the first of them is applied no state has changed. Done again it does nothing.
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

# Terraform refuses to plan a part of a root while addresses change elsewhere in it. To enter such changes first would leave them behind
# when nothing goes after all, and whoever then takes the commit back destroys what was to be moved. So what goes is planned in a copy
# of the root that speaks of no moves, beside it, for paths that lead out of it: they are left to those who apply the whole root.
copy_without_moves() {
  local copy
  copy=$(mktemp --directory "$1.XXXXXX")
  copies+=("$copy")
  cp --recursive "$1"/* "$1/.terraform.lock.hcl" "$copy"
  ln --symbolic "$PWD/$1/.terraform" "$copy/.terraform"
  sed --in-place '/^moved {/,/^}/d' "$copy"/*.tf
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

# A state as it lies in its bucket; where S3 says that there is none, one that holds nothing. It says so to whoever may list the bucket,
# and in no other way: not when access is denied, and not when the bucket is not there. AWS CLI user guide, "Structured error output";
# Amazon S3 API reference, GetObject; read 2026-11-22.
stored() {
  if ! AWS_CLI_ERROR_FORMAT=legacy aws s3api get-object --bucket "$1" --key "$2" "$plans/stored.json" > /dev/null 2> "$plans/error"; then
    if ! grep --quiet --fixed-strings '(NoSuchKey) when calling the GetObject operation' "$plans/error"; then
      cat "$plans/error" >&2
      fail "nothing is taken away: nobody knows what s3://$1/$2 holds"
    fi
    echo '{}' > "$plans/stored.json"
  fi
}

# A root that is not here is one that never held anything, or is written no more and planned by nobody, or was built elsewhere.
forgotten() {
  local held
  if [ "$(jq --arg root "$1" 'has($root)' order.json)" = true ]; then
    fail "$PWD/$1 is not here: build to this folder, or say another one in the program, with folder of its source"
  fi
  stored "${BUCKET:?where states lie}" "$2/terraform.tfstate"
  held=$(jq '[.resources[]? | select(.mode == "managed")] | length' "$plans/stored.json")
  if [ "$held" != 0 ]; then
    fail "$1 is written no more, and its state holds $held resources: bring its providers.tf, alone, back from the commit before, and run $(basename "$0") $1"
  fi
}

plan() {
  local root=$1 copy=$2 addresses=()
  read -r -a addresses <<< "$3"
  echo "== what goes from $root"
  terraform -chdir="$copy" plan -input=false -no-color -lock-timeout=5m "${addresses[@]/#/-target=}" -out=gone.tfplan
  terraform -chdir="$copy" show -json gone.tfplan > "$plans/plan.json"
  if ! jq --exit-status '[.resource_changes[] | select(.change.actions | IN(["no-op"], ["read"]) | not)]
    | all(.change.actions == ["delete"] and ("\(.type).\(.name)" | IN($ARGS.positional[])))' "$plans/plan.json" --args "${addresses[@]}" > /dev/null; then
    fail "the plan of $root does more than to take away what is not declared"
  fi
  protected < "$plans/plan.json" >> "$plans/protected"
}

# Says what goes from a root, by the plan in its copy.
tell() {
  if [ -z "${GITHUB_STEP_SUMMARY:-}" ]; then return; fi
  {
    echo "### $1: taken away"
    echo '```'
    terraform -chdir="$2" show -no-color gone.tfplan
    echo '```'
  } >> "$GITHUB_STEP_SUMMARY"
}

plans=$(mktemp --directory)
copies=()
trap 'rm -rf "$plans" "${copies[@]}"' EXIT
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
for at in "${!roots[@]}"; do
  copy_without_moves "${roots[at]}"
  plan "${roots[at]}" "${copies[at]}" "${goes[at]}"
done
if [ -s "$plans/protected" ]; then
  cat "$plans/protected" >&2
  fail "nothing is taken away: what goes is protected against it. Run the commands above, in its account, then this again"
fi
for at in "${!roots[@]}"; do
  tell "${roots[at]}" "${copies[at]}"
  terraform -chdir="${copies[at]}" apply -input=false -no-color gone.tfplan
done
