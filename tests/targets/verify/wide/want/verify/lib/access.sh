#!/bin/bash
# Who gets into the cluster of an environment, and what each role may do there. Each role is taken for as long as it is asked about;
# whoever runs this is one of those who may take them.
#   extra-access    somebody is let in whom the program does not let in, or in another way than it says
#   missing-access  somebody is not let in whom the program lets in
#   may-more        a role may do what the program does not let it do
#   may-less        a role may not do what the program lets it do
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "$0")/common.sh"
command -v kubectl > /dev/null || unknown "kubectl is missing"

work=$(mktemp -d)
trap 'rm -rf "$work"; $judged || exit 2' EXIT
is_our_account
cluster=$(jq --raw-output .cluster "$expected")
region=$(jq --raw-output .region "$expected")
found=

# Who is let in. The platform's own roles, which it alone can take, are its own matter.
entries=$(ask accessEntries+ eks list-access-entries --region "$region" --cluster-name "$cluster")
live=[]
each '.accessEntries[] | select(test(":role/aws-service-role/") | not)' <(printf '%s' "$entries")
for principal in "${rows[@]}"; do
  entry=$(ask accessEntry eks describe-access-entry --region "$region" --cluster-name "$cluster" --principal-arn "$principal")
  policies=$(ask associatedAccessPolicies eks list-associated-access-policies --region "$region" --cluster-name "$cluster" --principal-arn "$principal")
  live=$(jq --compact-output --argjson entry "$entry" --argjson policies "$policies" '. + [$entry.accessEntry | {
      principal: .principalArn,
      as: (if .type == "STANDARD" then (.kubernetesGroups // [] | map("group " + .)) else [.type] end
        + [$policies.associatedAccessPolicies[] | "\(.policyArn | split("/") | last) in \(.accessScope.type)\(.accessScope.namespaces // [] | map(" " + .) | add // "")"]
        | sort)}]' <<< "$live")
done
more=$(jq --raw-output --argjson live "$live" '
  .entries as $wanted
  | ($live[] | . as $one | select([$wanted[] | select(.principal == $one.principal and (.as | sort) == $one.as)] == [])
      | "extra-access: \(.principal) as \(.as | join(", ") | if . == "" then "nothing" else . end)"),
    ($wanted[] | . as $one | select([$live[] | select(.principal == $one.principal and .as == ($one.as | sort))] == [])
      | "missing-access: \(.principal) as \(.as | join(", "))")' "$expected")
found+=${more:+$more$'\n'}

# What each role may do.
take() {
  local session
  session=$(ask Credentials sts assume-role --role-arn "$1" --role-session-name verification)
  AWS_ACCESS_KEY_ID=$(jq --raw-output .Credentials.AccessKeyId <<< "$session")
  AWS_SECRET_ACCESS_KEY=$(jq --raw-output .Credentials.SecretAccessKey <<< "$session")
  AWS_SESSION_TOKEN=$(jq --raw-output .Credentials.SessionToken <<< "$session")
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  unset AWS_PROFILE
  aws eks update-kubeconfig --region "$region" --name "$cluster" --kubeconfig "$work/config" > /dev/null || unknown "$1 does not find $cluster"
}

# The violations of one role, in a shell of its own: what it took is forgotten with it.
asked() (
  take "$1"
  each ".roles[] | select(.role == \"$1\").asked[]" "$expected"
  for row in "${rows[@]}"; do
    read -r wanted verb resource space <<< "$row"
    where=(--all-namespaces)
    if [ "$space" != "*" ]; then where=(--namespace "$space"); fi
    if [ "$resource" != "${resource#*/}" ]; then where+=(--subresource "${resource#*/}"); fi
    answer=$(kubectl --kubeconfig "$work/config" auth can-i "$verb" "${resource%%/*}" "${where[@]}" 2> "$work/said") || true
    case "$wanted $answer" in
      "yes yes" | "no no") ;;
      "no yes") echo "may-more: ${1##*/}: $verb $resource in $space" ;;
      "yes no") echo "may-less: ${1##*/}: $verb $resource in $space" ;;
      *) unknown "kubectl auth can-i $verb $resource: $(head -n 1 "$work/said")" ;;
    esac
  done
)
each '.roles[].role' "$expected"
for role in "${rows[@]}"; do
  more=$(asked "$role")
  found+=${more:+$more$'\n'}
done
verdict "${found%$'\n'}" '(.entries | length) + ([.roles[].asked | length] | add // 0)' "entries and answers"
