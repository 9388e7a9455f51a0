#!/usr/bin/env bash
# Builds the front end into .web/build/client; prints the log only when that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! reflex export --frontend-only --no-zip > .build/frontend.log 2>&1; then
  cat .build/frontend.log >&2
  exit 1
fi
