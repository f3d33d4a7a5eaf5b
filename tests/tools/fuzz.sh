#!/bin/bash
# fuzz.sh FOLDER SECONDS: runs every driver of tests/fuzz under libFuzzer, so many seconds each, from the corpus
# and the programs of the project. What is found lies in FOLDER/found; copy it to tests/bogus before it is mended.
set -eu
cd "$(dirname "$0")/../.."
folder=$1 seconds=$2
sanitize='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'
make CC=clang BUILD="$folder" CFLAGS="$sanitize -fsanitize=fuzzer-no-link" "$folder/internal.a"
libraries=$(pkg-config --libs yaml-0.1 jansson libutf8proc)
mkdir -p "$folder/found" "$folder/seeds"
status=0
find examples stdlib targets tests spec -name '*.bastide' -size -32k | while read -r path; do
	cp "$path" "$folder/seeds/$(sha256sum "$path" | cut -c 1-16)"
done
grep -oh '"[a-z][a-z-]*"' compiler/expr/*.c grammar/* 2>/dev/null | sort -u > "$folder/words.dict"
for driver in tests/fuzz/fuzz_*.c; do
	name=$(basename "$driver" .c)
	clang -std=c11 $sanitize -fsanitize=fuzzer -Icompiler/include -Icompiler -o "$folder/$name" "$driver" "$folder/internal.a" $libraries
	mkdir -p "$folder/corpus-$name"
	"$folder/$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=20000 -dict="$folder/words.dict" \
		-print_final_stats=1 -artifact_prefix="$folder/found/$name-" "$folder/corpus-$name" tests/fuzz/corpus "$folder/seeds" || status=1
done
exit $status
