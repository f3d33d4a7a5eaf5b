#!/bin/bash
# Every security group of an environment's networks, rule by rule, both ways.
#   open-port      a rule that the program does not have lets everybody in
#   extra-rule     a rule that the program does not have
#   missing-rule   a rule that the program has
#   extra-group    a group that the program does not have, or one that the platform makes and that opens something
#   missing-group  a group that the program has
# Of a group in another account the platform says the account alone: there the same script says the rest.
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "$0")/common.sh"

# {id: label} of the groups of a network of this account.
labels() {
  jq --argjson network "$2" --arg of "$3" '($network.groups | map({key: .name, value: .label}) | from_entries) as $labels
    | .SecurityGroups | map({key: .GroupId, value: (($labels[.GroupName] // .GroupName) + $of)}) | from_entries' <<< "$1"
}

is_our_account
account=$(jq --raw-output .account "$expected")
found=
each '.networks[]' "$expected"
networks=("${rows[@]}")
for network in "${networks[@]}"; do
  region=$(jq --raw-output .region <<< "$network")
  id=$(network_id "$network")
  groups=$(ask SecurityGroups+ ec2 describe-security-groups --region "$region" --filters "Name=vpc-id,Values=$id")
  lists=$(ask PrefixLists ec2 describe-prefix-lists --region "$region")
  known=$(labels "$groups" "$network" "")
  each '.peers[] | select(.groups)' <(printf '%s' "$network")
  for peer in "${rows[@]}"; do
    peer_id=$(network_id "$peer")
    others=$(ask SecurityGroups+ ec2 describe-security-groups --region "$region" --filters "Name=vpc-id,Values=$peer_id")
    peer_name=$(jq --raw-output .name <<< "$peer")
    others=$(labels "$others" "$peer" " of $peer_name")
    known=$(jq --null-input --argjson one "$known" --argjson other "$others" '$one + $other')
  done
  more=$(jq --raw-output --argjson network "$network" --argjson known "$known" --argjson lists "$lists" \
    --arg account "$account" '
    ($lists.PrefixLists | map({key: .PrefixListId, value: (.PrefixListName | split(".") | last)}) | from_entries) as $lists
    | def port: if .IpProtocol == "-1" then "all" elif .FromPort == .ToPort then "\(.FromPort)/\(.IpProtocol)"
        else "\(.FromPort)-\(.ToPort)/\(.IpProtocol)" end;
      def ends: (.IpRanges[]? | .CidrIp), (.Ipv6Ranges[]? | .CidrIpv6),
        (.PrefixListIds[]? | "prefix list of \($lists[.PrefixListId] // .PrefixListId)"),
        (.UserIdGroupPairs[]? | (if (.UserId // $account) != $account then "group of account \(.UserId)"
            else "group \($known[.GroupId] // .GroupId)" end)
          + (if (.PeeringStatus // "active") != "active" then ", peering \(.PeeringStatus)" else "" end));
      def rules: [(.IpPermissions[] | "in \(port) \(ends)"), (.IpPermissionsEgress[] | "out \(port) \(ends)")];
      # What one list has more often than the other.
      def beyond($other): group_by(.) | map(.[0] as $rule | .[([$other[] | select(. == $rule)] | length):][]);
      def said: . as $rule | [$network.peers[] | select(.account != $account) | . as $peer | select($rule | endswith(" of \($peer.name)"))]
        | if length > 0 then ($rule | sub("group .*$"; "")) + "group of account \(.[0].account)" else $rule end;
      $network.name as $where | .SecurityGroups as $live
    | ($network.groups[] | . as $group | [$live[] | select(.GroupName == $group.name)] as $same
        | if ($same | length) == 0 then "missing-group: \($where): \(.name) is not there"
          else ([.rules[] | said]) as $wanted | ($same[0] | rules) as $there
          | ($there | beyond($wanted)[] | (if test("^in .* (0\\.0\\.0\\.0/0|::/0)$") then "open-port" else "extra-rule" end)
              + ": \($where): \($group.name): \(.)"),
            ($wanted | beyond($there)[] | "missing-rule: \($where): \($group.name): \(.)") end),
      ($live[] | . as $group | select($network.managed and ([$network.groups[].name] | index($group.GroupName) | not))
        | ((.Tags // []) | any(.Key == "aws:eks:cluster-name")) as $platform
        | if .GroupName == "default" or $platform then
            rules[] | select($platform and (. == "in all group \($group.GroupName)" or startswith("out ")) | not)
            | "extra-group: \($where): \($group.GroupName) opens \(.)"
          else "extra-group: \($where): \(.GroupName)" end)' <<< "$groups")
  found+=${more:+$more$'\n'}
done
verdict "${found%$'\n'}" '[.networks[].groups[].rules | length] | add // 0' rules
