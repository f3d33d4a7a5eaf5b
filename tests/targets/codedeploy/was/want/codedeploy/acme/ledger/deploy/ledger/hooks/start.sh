#!/bin/bash
# Starts the unit, now and after the host starts again.
set -euo pipefail

unit='ledger.service'
systemctl enable "$unit"
systemctl restart "$unit"
systemctl is-active --quiet "$unit"
