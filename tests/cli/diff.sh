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
