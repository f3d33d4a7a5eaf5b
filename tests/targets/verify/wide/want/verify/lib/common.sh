# shellcheck shell=bash
# What the scripts of all environments share. They read and compare, and change nothing.
#   0  all is as the program says
#   1  it is not: a line for each violation, beginning with its name
#   2  nobody knows: an answer is denied or empty, or these are credentials of another account
judged=false
trap '$judged || exit 2' EXIT

# An answer that fails within another command fails the script. Bash has it since 4.4.
shopt -s inherit_errexit

for tool in aws jq; do
  command -v "$tool" > /dev/null || { echo "not known: $tool is missing" >&2; exit 2; }
done
export expected=${1:?the file of what the program says}

unknown() {
  echo "not known: $*" >&2
  exit 2
}

# An answer of the platform; KEY is what must be in it, `KEY+` what must have members.
ask() {
  local key=${1%+} some=$1 answer
  shift
  answer=$(aws "$@" --output json) || unknown "aws $* is refused"
  [ "$(jq --arg key "$key" --arg some "$some" 'has($key) and ($key == $some or (.[$key] | length > 0))' <<< "$answer" 2> /dev/null)" = true ] ||
    unknown "aws $* answers nothing"
  printf '%s\n' "$answer"
}

# The members of a list into `rows`, which whoever calls reads: `each FILTER FILE`.
# shellcheck disable=SC2034
each() {
  local lines
  declare -ga rows=()
  lines=$(jq --compact-output --raw-output "$1" "$2") || unknown "$2 does not say $1"
  if [ -n "$lines" ]; then mapfile -t rows <<< "$lines"; fi
}

# Credentials of the account that is meant.
is_our_account() {
  local account own
  account=$(jq --raw-output .account "$expected")
  own=$(ask Account sts get-caller-identity)
  own=$(jq --raw-output .Account <<< "$own")
  [ "$own" = "$account" ] || unknown "these are credentials of account $own, and $account is meant"
}

# The id of a network by what the program knows of it: {name, region, id}, where `id` stands for one that was there before.
network_id() {
  local name region id found
  name=$(jq --raw-output .name <<< "$1")
  region=$(jq --raw-output .region <<< "$1")
  id=$(jq --raw-output '.id // ""' <<< "$1")
  if [ -n "$id" ]; then
    found=$(ask Vpcs+ ec2 describe-vpcs --region "$region" --vpc-ids "$id")
  else
    found=$(ask Vpcs+ ec2 describe-vpcs --region "$region" --filters "Name=tag:Name,Values=$name")
  fi
  [ "$(jq '.Vpcs | length' <<< "$found")" = 1 ] || unknown "several networks are called $name"
  jq --raw-output '.Vpcs[0].VpcId' <<< "$found"
}

# What was found, one violation a line; else how much was compared: `verdict FOUND FILTER WORDS`.
verdict() {
  local count
  count=$(jq "$2" "$expected")
  judged=true
  if [ -n "$1" ]; then
    printf '%s\n' "$1"
    exit 1
  fi
  echo "as the program says: $count $3"
  exit 0
}
