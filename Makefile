# On a fresh machine `make run` or `make test` is all it takes: both make .venv first.
.PHONY: help setup run train lint test test-all lock
BIN := .venv/bin
CORPORA ?= ../shared/corpora

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: ## make .venv, system packages included; PYTHON=... names another Python 3.11 or 3.12
	@scripts/setup.sh

run: setup ## open UCRN Live
	@$(BIN)/ucrn-live

train: setup ## train the checkpoint in assets/ on CORPORA, about 45 minutes on two cores
	@$(BIN)/ucrn-live train $(CORPORA) -o assets/ucrn-live-v1.safetensors --folds

lint: setup ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint ## lint and the quick tests
	$(BIN)/pytest -n 2 -m "not slow"

# One test at a time: some of the slow ones measure speed.
test-all: lint ## lint and all tests
	$(BIN)/pytest

# Keeps what is pinned; UPGRADE=1 takes the newest that pyproject.toml allows. Not after `setup`: that needs the lock.
lock: ## write requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-package torch --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) -q -o requirements.lock
