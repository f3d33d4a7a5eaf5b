#!/bin/bash
# Every network ACL around subnets of an environment's networks, both ways.
#   other-entry    an entry that the program does not have; of a list that a network has by itself, one that is not as it was made
#   missing-entry  an entry that the program has
#   other-acl      a subnet that has another list than the program says
#   missing-acl    a list that the program has
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "$0")/common.sh"

is_our_account
found=
each '.networks[]' "$expected"
for network in "${rows[@]}"; do
  region=$(jq --raw-output .region <<< "$network")
  id=$(network_id "$network")
  lists=$(ask NetworkAcls+ ec2 describe-network-acls --region "$region" --filters "Name=vpc-id,Values=$id")
  subnets=$(ask Subnets+ ec2 describe-subnets --region "$region" --filters "Name=vpc-id,Values=$id")
  more=$(jq --raw-output --argjson network "$network" --argjson subnets "$subnets" '
    def named: (.Tags // []) | map(select(.Key == "Name").Value) | first // "";
    ($subnets.Subnets | map({id: .SubnetId, name: named})) as $subnets
    | def called($id): [$subnets[] | select(.id == $id).name] | first // $id;
      def protocol: {"6": "tcp", "17": "udp", "1": "icmp"}[.] // .;
      def ports: if .Protocol == "-1" then "everything"
        elif .Protocol == "1" then "icmp \(.IcmpTypeCode.Type)/\(.IcmpTypeCode.Code)"
        else "\(.PortRange.From)\(if .PortRange.To == .PortRange.From then "" else "-\(.PortRange.To)" end)/\(.Protocol | protocol)" end;
      def entries: [.Entries[] | select(.RuleNumber < 32767)
        | "\(if .Egress then "out" else "in" end) \(.RuleNumber) \(.RuleAction) \(ports) \(.CidrBlock // .Ipv6CidrBlock)"];
      def around: [.Associations[] | called(.SubnetId)];
      $network.name as $where | .NetworkAcls as $live
    | ($network.lists[] | . as $list | [$live[] | select(named == $list.name)] as $same
        | if ($same | length) == 0 then "missing-acl: \($where): \(.name) is not there"
          else ($same[0] | entries) as $there | ($same[0] | around) as $around
          | (($there - .entries)[] | "other-entry: \($where): \($list.name): \(.)"),
            ((.entries - $there)[] | "missing-entry: \($where): \($list.name): \(.)"),
            (($around - .subnets)[] | "other-acl: \($where): \(.) has \($list.name)"),
            ((.subnets - $around)[] | "other-acl: \($where): \(.) has not \($list.name)") end),
      ($live[] | select($network.managed) | named as $name | select([$network.lists[].name] | index($name) | not)
        | if .IsDefault then (entries - ["in 100 allow everything 0.0.0.0/0", "out 100 allow everything 0.0.0.0/0"])[]
            | "other-entry: \($where): the list that the network has by itself: \(.)"
          else around[] | "other-acl: \($where): \(.) has one that the program does not have" end)' <<< "$lists")
  found+=${more:+$more$'\n'}
done
verdict "${found%$'\n'}" '[.networks[].lists[].entries | length] | add // 0' entries
