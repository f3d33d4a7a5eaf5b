#!/bin/bash
# What a message says helps, and its carets stand where the change is made.
set -eu
. tools/command.sh
program=$TMP/p/main.bastide
mkdir "$TMP/p"

# A service that has a load balancer is called by it alone: the words stand in the help, and are enough.
cp checks/bad_leaves-cluster-in-plain.bastide "$program"
expect 1 "$BASTIDE" check "$program"
says 'give it a load balancer, `internal : https`, and call that: `calls prices : https`'
sed -i 's/listens 8081 }/listens 8081; internal : https }/' "$program"
expect 1 "$BASTIDE" check "$program"
says 'call its load balancer by itself: `calls prices : https`'
sed -i 's/calls prices : 8081/calls prices : https/' "$program"
expect 0 "$BASTIDE" check "$program"

# Who is not enough stands under the carets.
expect 1 "$BASTIDE" check checks/bad_approvals-too-few.pci.bastide
says ':30:13'
says '3 approvals by devops are enough for what'
expect 1 "$BASTIDE" check checks/bad_approvals-too-few.bastide
says '1 approval by devops is enough for what'
expect 1 "$BASTIDE" check checks/bad_live-untested.bastide
says ':27:68'

# A reason that stands there is not asked for.
expect 1 "$BASTIDE" check checks/bad_app-port-open.bastide
says 'no reason opens it straight to everybody'
