#!/bin/bash
# Makes the user that the service runs as: no password, no shell, no home.
set -euo pipefail

user='ledger'
if ! getent passwd "$user" > /dev/null; then
  useradd --system --user-group --no-create-home --home-dir / --shell /sbin/nologin "$user"
fi
