#!/bin/bash
# Every single request for memory fails once.
set -eu
LONG=1 "$BUILD/tests/api/memory"
