#!/bin/bash
# How all is built from nothing, step by step and in this order. Written by bastide from the program; read it before you run it.
#   FIRST=ROLE-ARN start/first-start.sh state      where Terraform keeps what it knows, in the account of whoever calls
#   FIRST=ROLE-ARN POLICY=POLICY-ARN start/first-start.sh appliers ROLE   a role that applies, with rights in its account
#   start/first-start.sh roots [ROOT]              every root, in the order in which they read each other, from ROOT on
#   start/first-start.sh clusters                  what lies in each cluster, from where its control plane is reached
# FIRST is the role of whoever starts, arn:aws:iam::ACCOUNT:role/NAME, and calls `roots` and `clusters`: it reads the state, takes the
# roles that apply, and the one that brings what lies in a cluster. POLICY is what one role that applies may: it makes all that the
# roots of its environments hold, and touches nothing of others. What is there stays: each step may be done again. From then on the
# workflows apply.
set -euo pipefail
cd "$(dirname "$0")/.."
bucket='acme-state'
region='us-east-1'
roles=() beside=()

# A statement for roles, by their names and through their accounts: one that is not there yet cannot be named as a principal.
allow() {
  jq --null-input --compact-output --arg action "$1" --arg resource "$2" '$ARGS.positional as $roles | {
    Effect: "Allow",
    Principal: {AWS: ($roles | map(capture("^(?<account>arn:aws:iam::[0-9]+):").account + ":root") | unique)},
    Action: ($action | split(" ")),
    Condition: {ArnEquals: {"aws:PrincipalArn": $roles}}
  } + (if $resource == "" then {} else {Resource: ($resource | split(" "))} end)
  | {Version: "2012-10-17", Statement: [.]}' --args "${roles[@]}"
}

account() {
  aws sts get-caller-identity --query Account --output text
}

# The role of an account that applies, trusted by `roles`; those of `beside`, which apply there too, have another policy.
applier() {
  local other
  if [ "$2" != "$only" ]; then return; fi
  found=true
  for other in "${beside[@]}"; do
    if [ "$(account)" = "$1" ] && aws iam list-attached-role-policies --role-name "$other" --output json 2> /dev/null |
      jq --exit-status 'any(.AttachedPolicies[]; .PolicyArn == env.POLICY)' > /dev/null; then
      echo "$POLICY is what $other of $1 may: $2 has one of its own" >&2
      exit 1
    fi
  done
  if [ "$(account)" != "$1" ]; then
    echo "not made: $2 of $1; come again with rights there"
  elif aws iam get-role --role-name "$2" > /dev/null 2>&1; then
    echo "is there: $2 of $1"
  else
    aws iam create-role --role-name "$2" --assume-role-policy-document "$(allow sts:AssumeRole "")" > /dev/null
    aws iam attach-role-policy --role-name "$2" --policy-arn "$POLICY"
    echo "made: $2 of $1"
  fi
}

state() {
  roles=("${FIRST:?the role of whoever starts}")
  roles+=('arn:aws:iam::222222222222:role/cards-ground-deploy')
  roles+=('arn:aws:iam::111111111111:role/shop-ground-deploy')
  echo "$bucket of $(account)"
  if aws s3api head-bucket --bucket "$bucket" --expected-bucket-owner "$(account)" > /dev/null 2>&1; then
    echo "is there: $bucket"
  elif [ "$region" = us-east-1 ]; then
    aws s3api create-bucket --bucket "$bucket" --region "$region"
  else
    aws s3api create-bucket --bucket "$bucket" --region "$region" --create-bucket-configuration "LocationConstraint=$region"
  fi
  aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled
  aws s3api put-public-access-block --bucket "$bucket" \
    --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  aws s3api put-bucket-policy --bucket "$bucket" --policy \
    "$(allow "s3:ListBucket s3:GetObject s3:PutObject s3:DeleteObject" "arn:aws:s3:::$bucket arn:aws:s3:::$bucket/*")"
}

appliers() {
  : "${FIRST:?the role of whoever starts}" "${POLICY:?the policy of the role that applies}"
  export POLICY
  local only=${1:?the role that applies} found=false
  roles=("$FIRST") beside=()
  roles+=('arn:aws:iam::111111111111:role/shop-ground-deploy')
  applier '111111111111' 'Applier'
  roles=("$FIRST") beside=()
  roles+=('arn:aws:iam::222222222222:role/cards-ground-deploy')
  applier '222222222222' 'Keeper'
  if ! $found; then
    echo "$only applies nothing" >&2
    exit 1
  fi
}

# The account of a root that is applied as whoever starts, for want of a role that applies it.
owner() {
  case "$1" in
  esac
}

# Whoever applies a root of github/ has GITHUB_TOKEN, which reads the organisation. A root with certificates waits until their
# records are in DNS.
roots() {
  local from=${1:-} all owner root
  all=$(jq --raw-output 'to_entries | sort_by(.value.step, .key)[].key' terraform/order.json)
  if [ -n "$from" ] && ! grep --quiet --line-regexp --fixed-strings "$from" <<< "$all"; then
    echo "no root $from" >&2
    exit 1
  fi
  for root in $all; do
    if [ -n "$from" ] && [ "$root" != "$from" ]; then continue; fi
    from=
    owner=$(owner "$root")
    if [ -n "$owner" ] && [ "$owner" != "$(account)" ]; then
      echo "$root is of $owner; go on with rights there: $0 roots $root" >&2
      exit 1
    fi
    echo "== $root"
    terraform -chdir="terraform/$root" init -input=false
    terraform -chdir="terraform/$root" apply
  done
}

# As the role that is let in to a cluster. Whoever starts reads the state, and it does not.
enter() {
  session=$(aws sts assume-role --role-arn "$1" --role-session-name first-start \
    --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]' --output text)
}
inside() (
  unset AWS_PROFILE
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  IFS=$'\t' read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<< "$session"
  "$@"
)

# What runs in a cluster beside its services is there before them: controllers, and whatever measures.
clusters() {
  local cluster="" session=""
  cluster='shop-eks-cluster'
  enter "${KEEPER:?a role that is let in to the cluster; none of the program is cluster admin of it}" 
  inside aws eks update-kubeconfig --region 'us-east-1' --alias "$cluster" --name 'shop-eks-cluster'
  inside kubectl --context "$cluster" apply --server-side --recursive --filename 'kubernetes/shop'
  terraform -chdir='terraform/shop/services' init -input=false
  terraform -chdir='terraform/shop/services' output -raw objects | inside kubectl --context "$cluster" apply --server-side --filename -
  inside helm --kube-context "$cluster" upgrade --install 'front' helm/chart --namespace 'shop' --values 'helm/shop/front.yaml'
  inside kubectl --context "$cluster" apply --recursive --filename 'argo-rollouts/shop'
}

case "${1:-}" in
  state | appliers | roots | clusters) "$@" ;;
  *)
    echo "usage: $0 state | appliers ROLE | roots [ROOT] | clusters" >&2
    exit 2
    ;;
esac
