#!/usr/bin/env bash
# Builds the front end into .web/build/client; shows the end of the log only when that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .build
log=.build/frontend.log

if ! reflex export --frontend-only --no-zip > "$log" 2>&1; then
  grep -E "npm error|[Ee]rror:|Exception" "$log" | grep -v "npm verbose" | tail -n 20 >&2 || true
  tail -n 15 "$log" >&2
  echo "The front end was not built. The whole log: $log" >&2
  exit 1
fi
python scripts/order_lock.py
