# Two commands: `make run` starts the portal, `make test` proves it. `make` alone lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export REFLEX_TELEMETRY_ENABLED := false
export REFLEX_CHECK_LATEST_VERSION := false
export REFLEX_USE_NPM := true
export PYTHONDONTWRITEBYTECODE := 1

FRONTEND_DIRS := avk_app/components avk_app/pages avk_app/state avk_app/texts avk_app/view_models assets reflex.lock
FRONTEND_SOURCES := $(shell find $(FRONTEND_DIRS) -type f -not -name '*.pyc') \
	rxconfig.py requirements.txt avk_app/avk_app.py avk_app/routes.py avk_app/web/frontend_build.py
BUILT := .web/.built

.PHONY: help run test check dev bench soak screenshots lock format clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(VENV)/.runtime $(BUILT) ## start the portal with a demo city on http://localhost:3000 (AVK_PORT)
	@exec python -m avk_app start

test: $(VENV)/.dev $(BUILT) ## everything, end-to-end tests in Chromium included
	@scripts/services.sh
	@$(MAKE) --no-print-directory lint
	@pytest -n 2 --dist loadgroup

check: $(VENV)/.dev lint ## style, types, import contracts and fast tests; under a minute
	@pytest -m "not e2e and not postgres and not slow" -n 2

.PHONY: lint
lint: $(VENV)/.dev
	@ruff check .
	@ruff format --check -q .
	@mypy
	@lint-imports --no-cache > .build/imports.log || { cat .build/imports.log; exit 1; }

dev: $(VENV)/.runtime ## hot reload on port 3000 with the demo city
	@python -m avk_app prepare
	@trap "python scripts/order_lock.py" EXIT; reflex run --backend-host 127.0.0.1

bench: $(VENV)/.dev $(BUILT) ## measure; parts by name: python -m benchmarks billing --accounts 10000
	@scripts/services.sh
	@python -m benchmarks

soak: $(VENV)/.dev ## the same storms and properties, twenty times as hard
	@scripts/services.sh
	@AVK_SOAK=20 pytest -m "not e2e" -n 2

screenshots: $(VENV)/.dev $(BUILT) ## take the pictures of the README anew
	@python scripts/screenshots.py

format: $(VENV)/.dev ## rewrite the code in the project's style
	@ruff check -q --fix . ; ruff format -q .

lock: $(VENV)/.dev ## requirements.in -> requirements.txt with hashes
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements.in -o requirements.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements-dev.in -o requirements-dev.txt

clean: ## forget everything that was built or stored
	@rm -rf .web .build var .mypy_cache .ruff_cache .hypothesis

$(VENV)/.runtime: requirements.txt
	@echo "Installing the locked dependencies…"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@mkdir -p .build && touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what the tests need…"
	@pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@mkdir -p .build && touch $@

$(BUILT): $(VENV)/.runtime $(FRONTEND_SOURCES)
	@echo "Building the front end…"
	@mkdir -p .build
	@scripts/build-frontend.sh
	@touch $@
