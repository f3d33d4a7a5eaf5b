#!/bin/bash
# How all is built from nothing, step by step and in this order. Written by bastide from the program; read it before you run it.
#   FIRST=ROLE-ARN start/first-start.sh state      where Terraform keeps what it knows
#   FIRST=ROLE-ARN POLICY=POLICY-ARN start/first-start.sh appliers   the roles that apply, once with rights in the account of each
#   start/first-start.sh roots                     every root, in the order in which they read each other
#   start/first-start.sh clusters                  what lies in each cluster, from where its control plane is reached
# FIRST is the role of whoever starts, arn:aws:iam::ACCOUNT:role/NAME; POLICY what a role that applies may: it makes all that the
# roots of its environments hold. From then on the workflows apply.
set -euo pipefail
cd "$(dirname "$0")/.."
bucket='acme-state'
region='us-east-1'

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

# The role of an account that applies, trusted by `roles`.
applier() {
  if [ "$(aws sts get-caller-identity --query Account --output text)" != "$1" ]; then
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
  if [ "$region" = us-east-1 ]; then
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
  : "${FIRST:?the role of whoever starts}" "${POLICY:?the policy of a role that applies}"
  roles=("$FIRST")
  roles+=('arn:aws:iam::111111111111:role/shop-ground-deploy')
  applier '111111111111' 'Applier'
  roles=("$FIRST")
  roles+=('arn:aws:iam::222222222222:role/cards-ground-deploy')
  applier '222222222222' 'Keeper'
}

# Whoever applies a root of github/ has GITHUB_TOKEN, which reads the organisation. A root with certificates waits until their
# records are in DNS.
roots() {
  jq --raw-output 'to_entries | sort_by(.value.step, .key)[].key' terraform/order.json | while read -r root; do
    echo "== $root"
    terraform -chdir="terraform/$root" init -input=false
    terraform -chdir="terraform/$root" apply < /dev/tty
  done
}

# What runs in a cluster beside its services is there before them: controllers, and whatever measures.
clusters() {
  local cluster=""
  cluster='shop-eks-cluster'
  aws eks update-kubeconfig --region 'us-east-1' --alias "$cluster" --name 'shop-eks-cluster'
  kubectl --context "$cluster" apply --server-side --recursive --filename 'kubernetes/shop'
  terraform -chdir='terraform/shop/services' output -raw objects | kubectl --context "$cluster" apply --server-side --filename -
  helm --kube-context "$cluster" upgrade --install 'front' helm/chart --namespace 'shop' --values 'helm/shop/front.yaml'
  kubectl --context "$cluster" apply --recursive --filename 'argo-rollouts/shop'
}

case "${1:-}" in
  state | appliers | roots | clusters) "$1" ;;
  *)
    echo "usage: $0 state | appliers | roots | clusters" >&2
    exit 2
    ;;
esac
