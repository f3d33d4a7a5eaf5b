#!/bin/bash
# can: ways and walls of the design exercise, hop by hop, with the statements behind them; rights; what is asked wrong; formats.
set -eu
. tools/command.sh
p=examples/design-exercise
cd "$ROOT"

# steps: the words at the beginning of each line of the last answer, in one line; walls of JSON likewise.
steps() { sed -n 's/^  \(behind it\|[a-z-]\+\) .*/\1/p' "$TMP/out.txt" | tr '\n' ' '; }
goes() { [ "$(steps)" = "$1 " ] || { cat "$TMP/out.txt" >&2; fail "steps are $(steps), wanted $1"; }; }
yes() { expect 0 "$BASTIDE" can "${@:2}" "$p"; says "yes: "; says_not "no: "; goes "$1"; }
no() { expect 1 "$BASTIDE" can "${@:2}" "$p"; says "no: "; says_not "yes: "; goes "$1"; }

# Within an environment.
yes "from out acl route acl in to acl acl back" production/myapp orders:postgres
says "yes: myapp in production -> orders in production : 5432/tcp, direct"
says "in tier app of production (10.20.11.0/24, 10.20.12.0/24, 10.20.13.0/24)  (examples/design-exercise/platform/environments.bastide:5)"
says "lets out 5432/tcp to orders in production  (examples/design-exercise/teams/myapp/services.bastide:7)"
says "orders in production listens on 5432/tcp, in tier data of production (10.20.21.0/24, 10.20.22.0/24, 10.20.23.0/24)  (examples/design-exercise/teams/myapp/data.bastide:6)"
yes "from out acl route acl in to acl acl back" myapp in production orders in production : 5432
yes "from out acl route acl in to acl acl back" staging/myapp reach staging/events
# By a balancer inside, across a peering with both keys and routes both ways.
yes "from out acl route acl balancer in to acl acl back" dev/myapp dev/myapp-servers:https
says "for callers inside, in tier app of dev"
yes "from out acl route link acl balancer in to acl acl back" production/myapp production-pci/cards:443
says "10.21.11.0/24, 10.21.12.0/24, 10.21.13.0/24 by peering production-production-pci  (examples/design-exercise/platform/peers.bastide:4)"
says "production <-> production-pci carries it  (examples/design-exercise/platform/peers.bastide:5)"
says "remember the connection; 10.20.11.0/24, 10.20.12.0/24, 10.20.13.0/24 by peering"
# From and to the internet; by it.
yes "from route acl balancer in to acl back" internet production/myapp:https
says "for the internet, in tier public of production"
says "0.0.0.0/0 by the internet gateway of production"
yes "from out acl route acl gateway acl to" production/myapp internet:443
says "0.0.0.0/0 by NAT gateways a, b, c"
says "NAT in tier public of production (10.20.1.0/24, 10.20.2.0/24, 10.20.3.0/24); 0.0.0.0/0 by the internet gateway"
yes "from out acl route acl gateway acl internet route acl balancer in to acl back" dev/myapp staging/myapp:https
yes "from route acl balancer in to acl back" office production/myapp:443
says ", internet"
# The admin path: a host before the host.
yes "from in host to back" office production:ssh
says "a host in tier public of production (10.20.1.0/24, 10.20.2.0/24, 10.20.3.0/24); its group takes 22/tcp"
yes "from in host to back" vpn production/myapp-servers:22
says "platform/environments.bastide:14"
# Tiers and environments stand for what is in them.
yes "from out acl route acl in to acl acl back" production/app production/data:6379
yes "from out acl route acl gateway acl to" staging internet

# No, with the first wall, its place, and what would be said.
no "wall behind it" production/myapp-servers production/events
says "wall      the group of myapp-servers in production lets nothing out to events in production  (examples/design-exercise/teams/myapp/services.bastide:36)"
says "say in service myapp-servers: for production { also calls events }"
no "wall" production/myapp-servers production/search:443
says "wall      the group of search in production does not let in myapp-servers in production on https  (examples/design-exercise/teams/myapp/data.bastide:9)"
# The default route leads to the internet, and not into the other network.
no "wall behind it behind it behind it behind it behind it" production/myapp production-pci/ledger:postgres
says "behind it no route leads from myapp in production to ledger in production-pci"
says "behind it production <-> production-pci does not carry myapp -> ledger on postgres"
says "say in production <-> production-pci: carries myapp -> ledger : postgres"
no "wall behind it behind it" production/myapp dev/orders
says "behind it no route leads from myapp in production to orders in dev"
says "calls orders in dev }"
says "peer production <-> dev { carries myapp -> orders }"
no "wall" internet production/orders
says "orders in production has no address on the internet  (examples/design-exercise/platform/environments.bastide:6)"
no "wall" internet production/myapp:8080
says "for production { also public : 8080 }"
no "wall behind it behind it behind it behind it" production/myapp production/orders:6000
says "does not listen there; it listens on 5432/tcp"
no "wall behind it" production/orders production/myapp
says "orders in production opens no connections"
no "wall" vpn production-pci:22
says "say in environment production-pci: admin { also from vpn }"
no "wall" production-pci/myapp internet:https
says 'calls internet : https { because "…" }'
no "wall behind it" production/myapp internet:53/udp
no "wall" production/data internet
# A store has no way out of its tier, whatever its group.
no "wall behind it behind it" production/orders internet:https
says "no route leads from orders in production to internet"

# A name that stands in several places is answered for each.
expect 0 "$BASTIDE" can myapp orders "$p"
[ "$(grep -c '^yes: ' "$TMP/out.txt")" = 4 ] || fail "four environments have myapp and orders"
expect 0 "$BASTIDE" can myapp cards:443 "$p"
[ "$(grep -c '^yes: ' "$TMP/out.txt")" = 3 ] || fail "cards are reached from three environments"

# Rights.
yes grant devops exec in dev
says "grant     admin of dev  (examples/design-exercise/platform/estate.bastide:23)"
yes grant developer get pods/log in production
no wall developer delete pods in dev
says "say in role developer: cluster admin"
no wall developer get secrets in dev
says 'say in role developer: cluster read { also get "secrets" }'

# What is asked wrong.
wrong() { expect 2 "$BASTIDE" can "${@:2}" "$p"; says "$1"; }
wrong 'is called `myap`; did you mean `myapp`?' myap orders
wrong 'no environment is called `prod`' prod/myapp orders
wrong 'no `cards` stands in dev' myapp dev/cards
wrong 'did you mean `postgres`?' myapp orders:postgress
wrong '`99999` is no port' myapp orders:99999
wrong '`8000..70000` is no port' myapp orders:8000..70000
wrong 'is a secret: nothing opens connections to it' myapp database-url
wrong 'no verb is called `kill`' developer kill pods in dev
wrong 'no resource is called `pod`; did you mean `pods`?' developer delete pod in dev
wrong 'of a role is asked' developer orders
expect 2 "$BASTIDE" can myapp
says '`can` needs SOURCE TARGET[:PORT]'
expect 2 "$BASTIDE" can myapp orders --format csv "$p"
says "is for"
expect 2 "$BASTIDE" can myapp orders "$p" more
# Of a program that is refused nothing is said.
mkdir -p "$TMP/refused"
cat >"$TMP/refused/main.bastide" <<'PROGRAM'
estate acme { example; zones a; state s3 acme-state }
environment dev : development { account 111111111111; region eu-west-1; cidr 10.0.0.0/16; tier app { subnets /24 from 1 } }
service shop  { in dev; runs ec2; tier app; listens 8080; calls pages }
service pages { in dev; runs ec2; tier app; listens 8080 }
assert shop cannot reach pages
PROGRAM
expect 2 "$BASTIDE" can shop pages "$TMP/refused"
says "error[assert-failed]"
says "the program is refused"
expect 2 "$BASTIDE" can --all --format json "$TMP/refused"
says '"result": "cannot"'
says "assert-failed"

# Formats.
expect 0 "$BASTIDE" can --format json production/myapp production-pci/cards:443 "$p"
jq -e '.can and (.answers | length == 1) and ([.answers[0].way[].what] == ["from", "out", "acl", "route", "link", "acl", "balancer", "in", "to", "acl", "acl", "back"])
	and .answers[0].way[1].line == 13 and .answers[0].via == "peering production-production-pci, load-balancer"' "$TMP/out.txt" >/dev/null || fail "a way as JSON"
expect 1 "$BASTIDE" can --format json production/myapp ledger:5432 "$p"
jq -e '(.can | not) and .answers[0].walls[0].what == "source-group" and .answers[0].walls[0].in == "service myapp"' "$TMP/out.txt" >/dev/null || fail "walls as JSON"
expect 0 "$BASTIDE" can --all --format json "$p"
cp "$TMP/out.txt" "$TMP/rows"
expect 0 "$BASTIDE" can --all --format csv "$p"
[ "$(wc -l <"$TMP/out.txt")" = "$(($(wc -l <"$TMP/rows") + 1))" ] || fail "rows of JSON and of CSV"
jq -es 'length > 700 and all(.[]; has("source") and has("wall") and (.can == (.wall == "")))' "$TMP/rows" >/dev/null || fail "rows as JSON"
expect 0 "$BASTIDE" can --all "$p"
[ "$(wc -l <"$TMP/out.txt")" = "$(wc -l <"$TMP/rows")" ] || fail "rows as text"
says "no   myapp in production -> ledger in production-pci : 5432/tcp, source-group"
