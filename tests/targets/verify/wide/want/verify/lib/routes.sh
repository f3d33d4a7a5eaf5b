#!/bin/bash
# Every route table of an environment's networks, both ways.
#   other-route    a route that the program does not have, one that leads elsewhere, or to what is gone
#   missing-route  a route that the program has
#   other-table    a subnet that has another table than the program says, or a table that the program does not have
#   missing-table  a table that the program has
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "$0")/common.sh"

is_our_account
found=
each '.networks[]' "$expected"
for network in "${rows[@]}"; do
  region=$(jq --raw-output .region <<< "$network")
  id=$(network_id "$network")
  tables=$(ask RouteTables+ ec2 describe-route-tables --region "$region" --filters "Name=vpc-id,Values=$id")
  subnets=$(ask Subnets+ ec2 describe-subnets --region "$region" --filters "Name=vpc-id,Values=$id")
  nats=$(ask NatGateways ec2 describe-nat-gateways --region "$region" --filter "Name=vpc-id,Values=$id")
  internet=$(ask InternetGateways ec2 describe-internet-gateways --region "$region" --filters "Name=attachment.vpc-id,Values=$id")
  peerings=$(ask VpcPeeringConnections ec2 describe-vpc-peering-connections --region "$region")
  lists=$(ask PrefixLists ec2 describe-prefix-lists --region "$region")
  more=$(jq --raw-output --argjson network "$network" --argjson subnets "$subnets" --argjson nats "$nats" \
    --argjson internet "$internet" --argjson peerings "$peerings" --argjson lists "$lists" '
    def named: (.Tags // []) | map(select(.Key == "Name").Value) | first // "";
    def called($of; $id): [$of[] | select(.id == $id).name] | first // $id;
    ($nats.NatGateways | map(select(.State == "available") | {id: .NatGatewayId, name: named})) as $nats
    | ($peerings.VpcPeeringConnections | map({id: .VpcPeeringConnectionId, name: named})) as $peerings
    | ($lists.PrefixLists | map({id: .PrefixListId, name: (.PrefixListName | split(".") | last)})) as $lists
    | ($subnets.Subnets | map({id: .SubnetId, name: named})) as $subnets
    | [$internet.InternetGateways[].InternetGatewayId] as $internet
    | def leads: if .GatewayId == "local" then "local"
        elif .NatGatewayId then "NAT gateway \(called($nats; .NatGatewayId))"
        elif .VpcPeeringConnectionId then "peering \(called($peerings; .VpcPeeringConnectionId))"
        elif .TransitGatewayId then "transit gateway"
        elif .GatewayId as $id | $internet | index($id) then "internet gateway"
        elif .GatewayId and .DestinationPrefixListId then "gateway endpoint"
        else .GatewayId // .NetworkInterfaceId // .InstanceId // .EgressOnlyInternetGatewayId // "something else" end;
      def routes: [.Routes[] | "\(.DestinationCidrBlock // .DestinationIpv6CidrBlock
          // ("prefix list of " + called($lists; .DestinationPrefixListId))) to \(leads)"
        + (if .State == "active" then "" else ", which is gone" end)];
      def served: [.Associations[] | select(.SubnetId) | called($subnets; .SubnetId)];
      $network.name as $where | .RouteTables as $live
    | ($network.tables[] | . as $table | [$live[] | select(named == $table.name)] as $same
        | if ($same | length) == 0 then "missing-table: \($where): \(.name) is not there"
          else ($same[0] | routes) as $there | ($same[0] | served) as $served
          | (($there - .routes)[] | "other-route: \($where): \($table.name): \(.)"),
            ((.routes - $there)[] | "missing-route: \($where): \($table.name): \(.)"),
            (($served - .subnets)[] | "other-table: \($where): \(.) has \($table.name)"),
            ((.subnets - $served)[] | "other-table: \($where): \(.) has not \($table.name)") end),
      ($live[] | select($network.managed) | named as $name | select([$network.tables[].name] | index($name) | not)
        | (routes[] | select(endswith(" to local") | not) | "other-route: \($where): a table that the program does not have: \(.)"),
          (served[] | "other-table: \($where): \(.) has one that the program does not have"))' <<< "$tables")
  found+=${more:+$more$'\n'}
done
verdict "${found%$'\n'}" '[.networks[].tables[].routes | length] | add // 0' routes
