#!/bin/bash
# The peerings of an environment's networks, both ways.
#   missing-peering   a peering that the program has
#   inactive-peering  it carries nothing
#   other-peering     it joins other networks
#   other-names       names resolve across it, and the program says they do not, or the other way round; of our side alone
#   extra-peering     a peering that the program does not have
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "$0")/common.sh"

is_our_account
found=
each '.networks[]' "$expected"
for network in "${rows[@]}"; do
  region=$(jq --raw-output .region <<< "$network")
  id=$(network_id "$network")
  peerings=$(ask VpcPeeringConnections ec2 describe-vpc-peering-connections --region "$region")
  more=$(jq --raw-output --argjson network "$network" --arg id "$id" '
    def named: (.Tags // []) | map(select(.Key == "Name").Value) | first // "";
    def lives: [.Status.Code] | inside(["active", "pending-acceptance", "provisioning", "initiating-request"]);
    def side($of): if $of == "requester" then .RequesterVpcInfo else .AccepterVpcInfo end;
    $network.name as $where
    | [.VpcPeeringConnections[] | select(.RequesterVpcInfo.VpcId == $id or .AccepterVpcInfo.VpcId == $id) | select(lives)] as $live
    | ($network.peerings[] | . as $peering | [$live[] | select(named == $peering.name)] as $same
        | if ($same | length) == 0 then "missing-peering: \($where): \(.name) is not there"
          elif $same[0].Status.Code != "active" then "inactive-peering: \($where): \(.name) is \($same[0].Status.Code)"
          else $same[0] | ({requester: side("requester"), accepter: side("accepter")} | map_values("\(.CidrBlock) of \(.OwnerId)")) as $ends
          | (select($ends != $peering.ends)
              | "other-peering: \($where): \($peering.name) joins \($ends.requester) and \($ends.accepter)"),
            (side($peering.side).PeeringOptions.AllowDnsResolutionFromRemoteVpc // false
              | select(. != $peering.dns)
              | "other-names: \($where): names \(if . then "resolve" else "do not resolve" end) across \($peering.name)") end),
      ($live[] | named as $name | select($network.managed and ([$network.peerings[].name] | index($name) | not))
        | "extra-peering: \($where): \(.VpcPeeringConnectionId) \($name) is \(.Status.Code)")' <<< "$peerings")
  found+=${more:+$more$'\n'}
done
verdict "${found%$'\n'}" '[.networks[].peerings | length] | add // 0' peerings
