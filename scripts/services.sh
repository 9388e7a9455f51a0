#!/usr/bin/env bash
# Finds what the tests need besides Python: Chromium, PostgreSQL, Redis, nginx. Installs them with apt when it may.
set -euo pipefail

missing=()
command -v chromium-headless-shell chromium google-chrome > /dev/null || missing+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || command -v initdb > /dev/null || missing+=(postgresql)
command -v redis-server > /dev/null || missing+=(redis-server)
PATH="$PATH:/usr/sbin" command -v nginx > /dev/null || missing+=(nginx-light)
[ ${#missing[@]} -eq 0 ] && exit 0

# The Chromium without a window where there is a package of it: lighter to install and to run.
install_missing() {
  apt-get update -qq
  apt-cache show chromium-headless-shell > /dev/null 2>&1 && missing=("${missing[@]/%chromium/chromium-headless-shell}")
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

if [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  echo "Installing ${missing[*]}…"
  mkdir -p .build
  install_missing > .build/apt.log 2>&1 || { cat .build/apt.log; [ "${CI:-}" = true ] && exit 1 || true; }
else
  echo "Not found: ${missing[*]}. Tests that need them are skipped; install them with your package manager."
  [ "${CI:-}" != true ] || exit 1
fi
