#!/bin/bash
# Writes the settings and secrets of the service to a file that systemd reads for its unit:
#   EnvironmentFile='/etc/desk/environment'
# Secrets come from their safe on each deployment; none is in the package.
set -euo pipefail
umask 077

folder='/etc/desk'
unit='desk.service'
installed='/opt/desk'

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

# A secret or a setting of Parameter Store.
from_parameters() {
  aws ssm get-parameter --with-decryption --name "$1" --query Parameter.Value --output text
}

# A secret of Secrets Manager.
from_secrets() {
  aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text
}

install -d -m 700 -o root -g root "$folder"
: > "$folder/environment.new"
case "${DEPLOYMENT_GROUP_NAME:?}" in
  dev-desk)
    export AWS_REGION='eu-west-1'
    set_to 'it is "fine"' 'GREETING'
    value=$(from_parameters '/acme/dev/db-url')
    set_to "$value" 'DATABASE_URL'
    ;;
  test-desk)
    export AWS_REGION='eu-central-1'
    set_to 'hello' 'GREETING'
    value=$(from_secrets 'acme/test/api-key')
    set_to "$value" 'API_KEY'
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
