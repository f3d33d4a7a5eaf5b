#!/bin/bash
# diff: three forms of what a change means; a program that is not right is told, and nothing is compared.
set -eu
. tools/command.sh
one() {
	mkdir -p "$1"
	printf '%s\n' 'estate acme { example; zones a; state s3 acme-state }' \
		"environment dev : development { account 111111111111; region eu-west-1; cidr 10.0.0.0/16; nat none; tier data { subnets /24 from $2 } }" \
		"$3" >"$1/program.bastide"
}
one "$TMP/a" 1 'store orders { in dev; engine postgres "16"; tier data }'
one "$TMP/b" 1 'store orders { in dev; engine mysql "8.0"; tier data }'
one "$TMP/c" 1 ''
expect 0 "$BASTIDE" diff "$TMP/a" "$TMP/a"
says 'nothing changes but text'
expect 0 "$BASTIDE" diff "$TMP/a" "$TMP/b"
says 'replaces    terraform/dev/data: aws_db_instance.orders (engine postgres -> mysql, engine_version 16 -> 8.0)'
expect 0 "$BASTIDE" diff "$TMP/a" "$TMP/c"
says 'destroys    terraform/dev/data: aws_db_instance.orders'
says 'destroys    terraform/dev/data: aws_kms_key.stores'
expect 0 "$BASTIDE" diff --markdown "$TMP/a" "$TMP/c"
says '**Destroys, with what it keeps**'
says '- `terraform/dev/data: aws_db_instance.orders`'
expect 0 "$BASTIDE" diff --format json "$TMP/a" "$TMP/b"
python3 - "$TMP/out.txt" <<-'PYTHON'
	import json, sys
	said = json.load(open(sys.argv[1]))
	assert said["result"] == "ok", said
	first = said["changes"][0]
	assert first == {"change": "replaces", "what": "terraform/dev/data: aws_db_instance.orders", "detail": "engine postgres -> mysql, engine_version 16 -> 8.0"}, first
PYTHON
one "$TMP/d" 1 'store orders { in prod; engine postgres "16"; tier data }'

# A line of what was said, as an expression: there is one, or none.
with() { grep -qE -- "$1" "$TMP/out.txt" || { cat "$TMP/out.txt" >&2; fail "no line: $1"; }; }
without() { ! grep -E -- "$1" "$TMP/out.txt" >&2 || fail "there is a line: $1"; }

# One service of a pipeline has another name: the images of all keep their places.
images() {
	mkdir -p "$1"
	cat >"$1/program.bastide" <<-PROGRAM
		estate acme { example; github acme; zones a; state s3 acme-state }
		environment dev : development {
		  account 111111111111; region eu-west-1; cidr 10.0.0.0/16; cluster { version "1.35" }
		  tier public { subnets /24 from 1; route internet }
		  tier app { subnets /24 from 11; route nat }
		}
		service web { in dev; runs eks; tier app; listens 8080 { health "/up" } }
		service $2 { in dev; runs eks; tier app; listens 7070 { health "/up" }; $3 }
		pipeline web {
		  source "acme/web"; delivers web, $2
		  build container { sign; sbom }
		  scan image
		  deploy dev { on push main }
		}
	PROGRAM
}
images "$TMP/feed" feed ''
for new in feeder afeed zfeed; do
	images "$TMP/$new" $new 'was feed'
	expect 0 "$BASTIDE" diff "$TMP/feed" "$TMP/$new"
	says "moves       terraform/dev/services: aws_iam_role.$new (was aws_iam_role.feed)"
	without 'aws_ecr_|^destroys'
	expect 0 "$BASTIDE" build "$TMP/$new" --output "$TMP/$new-out"
	test ! -e "$TMP/$new-out/terraform/account/111111111111/moved.tf"
done

# What is in use, with the word that lets it be lost; nothing of it where the program says that word.
in_use() {
	mkdir -p "$1"
	printf '%s\n' 'estate acme { example; zones a, b; state s3 acme-state }' \
		"environment dev : $2 { account 111111111111; region eu-west-1; cidr 10.0.0.0/16; encryption everywhere; nat none; tier data { subnets /24 from 1 } }" \
		"store orders { in dev; engine $3; tier data }" "$4" >"$1/program.bastide"
}
in_use "$TMP/live" live 'postgres "16"' ''
in_use "$TMP/sandbox" sandbox 'postgres "16"' ''
in_use "$TMP/loosened" sandbox 'postgres "16"' 'loosened it { unit "terraform/dev/data", "terraform/dev/network"; because "kept elsewhere" }'
in_use "$TMP/one" sandbox 'postgres "16"' 'loosened it { store orders; because "kept elsewhere" }'
in_use "$TMP/other" live 'mysql "8.0"' 'loosened it { store orders; because "kept elsewhere" }'
in_use "$TMP/removed" live 'mysql "8.0"' 'removed it { store orders; because "kept elsewhere" }'
expect 0 "$BASTIDE" diff "$TMP/live" "$TMP/sandbox"
with 'aws_db_instance.orders .*in use: a build refuses it unless `loosened` names it\)'
without 'unless `removed`'
expect 0 "$BASTIDE" diff "$TMP/live" "$TMP/loosened"
with 'sets .*aws_db_instance.orders .*prevent_destroy'
without 'a build refuses'
expect 0 "$BASTIDE" diff "$TMP/live" "$TMP/one"
without 'aws_db_instance.orders .*a build refuses'
with 'aws_vpc.main .*unless `loosened`'
expect 0 "$BASTIDE" diff "$TMP/live" "$TMP/other"
with 'replaces .*aws_db_instance.orders .*unless `removed` names it\)'
expect 0 "$BASTIDE" diff "$TMP/live" "$TMP/removed"
with 'replaces .*aws_db_instance.orders'
without 'aws_db_instance.orders .*a build refuses'

expect 1 "$BASTIDE" diff "$TMP/a" "$TMP/d"
expect 1 "$BASTIDE" diff "$TMP/d" "$TMP/a"
expect 2 "$BASTIDE" diff "$TMP/a"
expect 2 "$BASTIDE" diff "$TMP/a" "$TMP/nowhere"

# A wall that comes closes, one that goes opens, also of a tier whose name has changed, once or long ago; a tier that comes or goes with it does neither.
tiers() {
	mkdir -p "$1"
	printf '%s\n' 'estate acme { example; zones a; state s3 acme-state }' \
		"environment dev : development { account 111111111111; region eu-west-1; cidr 10.0.0.0/16; nat none; $2 }" >"$1/program.bastide"
}
tiers "$TMP/open" 'tier data { subnets /24 from 1 }'
tiers "$TMP/walled" 'tier data { subnets /24 from 1; walled }'
tiers "$TMP/open-was" 'tier store { subnets /24 from 1; was data }'
tiers "$TMP/walled-was" 'tier store { subnets /24 from 1; was data; walled }'
tiers "$TMP/more" 'tier data { subnets /24 from 1; walled }; tier app { subnets /24 from 2; walled }; tier cache { subnets /24 from 3 }'
expect 0 "$BASTIDE" diff "$TMP/open" "$TMP/walled"
says 'closes      tier data in dev: packets are judged by groups and a network ACL (was groups alone)'
expect 0 "$BASTIDE" diff "$TMP/walled" "$TMP/open"
says 'opens       tier data in dev: packets are judged by groups alone (was groups and a network ACL)'
expect 0 "$BASTIDE" diff "$TMP/walled" "$TMP/open-was"
says 'opens       tier store in dev: '
expect 0 "$BASTIDE" diff "$TMP/walled-was" "$TMP/open-was"
says 'opens       tier store in dev: '
expect 0 "$BASTIDE" diff "$TMP/walled" "$TMP/walled-was"
says_not 'opens '; says_not 'closes '
expect 0 "$BASTIDE" diff "$TMP/walled" "$TMP/more"
says_not 'opens '; says_not 'closes '
expect 0 "$BASTIDE" diff "$TMP/more" "$TMP/walled"
says_not 'opens '; says_not 'closes '
