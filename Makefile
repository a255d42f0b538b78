# What a person does with moodbot. `make` alone lists it; the first use of any of these sets up .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Another Python: make test PYTHON=/path/to/python3.13
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$each; exit; }; done)
UV ?= $(firstword $(shell command -v uv) uv)
# One test, in one process: make test ARGS="tests/test_clock.py -k pause --no-cov -n0"
ARGS ?=

BIN := .venv/bin
# The shell that called make may have a virtualenv of its own; ours is .venv.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

.PHONY: help chat run test check without bench lock clean

help: ## This list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 14

chat: .venv/ready ## Talk with the bot here in the terminal; needs no account and no token
	@$(BIN)/moodbot chat

run: .venv/ready ## Run the bot on Discord; needs DISCORD_TOKEN, see .env.example
	@$(BIN)/moodbot run

# The report is named only to stand between --cov and a path in ARGS, which would be taken for the place to measure.
test: .venv/ready ## All tests, in two processes, and how much of the rules and the use cases they reach
	@$(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

check: .venv/ready ## Format, lint, types and the rules of the house
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo 'To mend the format: $(BIN)/ruff format .'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary $(wildcard moodbot benchmarks tests/standin)
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/moodbot packs check
	@$(BIN)/python -m tests.without

without: .venv/ready ## Take out each feature that nothing builds on, in a copy, and run all tests that are left
	@$(BIN)/python -m tests.without --all

bench: .venv/ready ## Measure speed and load on this machine
	@$(BIN)/python -m benchmarks $(ARGS)

lock: ## Make requirements/*.txt again from pyproject.toml; ARGS=--upgrade takes newer versions
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: install it, or say make lock UV=/path/to/uv'; exit 1; }
	@$(LOCK) --extra chat --extra notes --extra postgres --output-file requirements/run.txt
	@$(LOCK) --all-extras --output-file requirements/dev.txt

LOCK = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-strip-extras --custom-compile-command 'make lock' $(ARGS)

clean: ## Remove what make, tests and tools made; never a database or .env
	@rm -rf .venv build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find moodbot tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Two steps, so that a changed pyproject.toml costs seconds and only a changed lock a new environment. Nothing here reads
# standard input: what is piped into `make chat` is for the bot.
.venv/locked: requirements/dev.txt
	@[ -n '$(PYTHON)' ] && '$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'moodbot needs Python 3.11 or newer, and found none. Install one, or say make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@echo 'Setting up .venv: only this first time, about a minute.' >&2
	@'$(PYTHON)' -m venv --clear .venv </dev/null
	@$(PIP) install --require-hashes -r requirements/dev.txt </dev/null
	@touch $@

.venv/ready: .venv/locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable . </dev/null
	@touch $@
