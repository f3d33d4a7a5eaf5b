#!/bin/bash
# Writes the settings and secrets of the service to a file that systemd reads for its unit:
#   EnvironmentFile='/etc/ledger/environment'
# Secrets come from their safe on each deployment; none is in the package.
set -euo pipefail
umask 077

folder='/etc/ledger'
unit='ledger.service'
installed='/opt/ledger'

# A value and its name, as systemd reads them: between single quotes nothing is special.
set_to() {
  case $1 in
    *\'* | *$'\n'*)
      echo "$2 holds a quote or a line end" >&2
      exit 1
      ;;
  esac
  printf "%s='%s'\n" "$2" "$1" >> "$folder/environment.new"
}

install -d -m 700 -o root -g root "$folder"
: > "$folder/environment.new"
case "${DEPLOYMENT_GROUP_NAME:?}" in
  dev-ledger)
    export AWS_REGION='eu-west-1'
    set_to 'info' 'LEVEL'
    ;;
  *)
    echo "no settings are known for $DEPLOYMENT_GROUP_NAME" >&2
    exit 1
    ;;
esac
mv "$folder/environment.new" "$folder/environment"

if [ -e "$installed/$unit" ]; then
  install -m 644 -o root -g root "$installed/$unit" "/etc/systemd/system/$unit"
  systemctl daemon-reload
fi
