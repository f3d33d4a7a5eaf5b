#!/bin/bash
# Asks the service for its health on each of its ports, as its load balancer does.
set -euo pipefail

case "${DEPLOYMENT_GROUP_NAME:?}" in
  dev-ledger)
    addresses+=('http://127.0.0.1:8080/up')
    ;;
  *)
    echo "no ports are known for $DEPLOYMENT_GROUP_NAME" >&2
    exit 1
    ;;
esac

# As nobody: an answer needs no rights. The certificate is for the name that callers use, not for this address.
ask() {
  local place=${1#*://}
  case $1 in
    tcp:*) runuser --user nobody -- timeout 5 bash -c "exec 3<> /dev/tcp/${place%:*}/${place##*:}" ;;
    *) runuser --user nobody -- curl --fail --silent --insecure --max-time 5 --output /dev/null "$1" ;;
  esac
}

for address in "${addresses[@]}"; do
  good=0
  until [ "$good" -ge 2 ]; do
    if [ "$SECONDS" -ge 240 ]; then
      echo "$address does not answer" >&2
      exit 1
    fi
    if ask "$address"; then
      good=$((good + 1))
    else
      good=0
    fi
    sleep 5
  done
  echo "$address answers"
done
