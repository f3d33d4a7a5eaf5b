#!/bin/sh
# From a bare Debian 12 or Ubuntu to a proved and built example: packages, `make`, the design exercise into out/.
set -eu
cd "$(dirname "$0")"

packages="gcc make flex bison libyaml-dev libjansson-dev libutf8proc-dev pkg-config python3"
missing=
for package in $packages; do
	dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	$sudo apt-get update -qq
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing libc6-dev
fi

make -j2
build/bastide build examples/design-exercise -o out
