#!/bin/bash
# Stops the unit of the version before, if there is one and it runs.
set -euo pipefail

unit='ledger.service'
if systemctl is-active --quiet "$unit"; then
  systemctl stop "$unit"
fi
