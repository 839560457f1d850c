# On a fresh machine `make run` or `make test` is all it takes: both make .venv first.
.PHONY: help setup run manual train train-smoke lint test test-all bench soak lock translations package
BIN := .venv/bin
CORPORA ?= ../shared/corpora
CLIP ?= $(firstword $(wildcard ../shared/clips/talk_ira_contribution.mp4) assets/sample.mp4)
SOAK_SECONDS ?= 7200
TS := assets/translations/ucrn_live
COLLECT = $(sort $(shell find app/gui -name '*.py')) -source-language en -locations none -no-obsolete
SMOKE := tests/app/commands/test_train_and_evaluate.py
MANUAL := docs/_build/html/index.html
# Strict: whatever is wrong with a page or a link is an error.
SPHINX := $(BIN)/sphinx-build -W -n --keep-going -q -d docs/_build/doctrees docs docs/_build/html

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 13

setup: ## make .venv, system packages included; PYTHON=... names another Python 3.11 or 3.12
	@scripts/setup.sh

run: setup ## open UCRN Live
	@$(MAKE) -s $(MANUAL) || echo "The manual could not be built; the program is started without it."
	@$(BIN)/ucrn-live

manual: setup $(MANUAL) ## build the manual into docs/_build/html, where it is not newer than its pages: seconds

# Parts of it are read from the program.
$(MANUAL): $(wildcard *.md assets/*.md docs/*.md docs/*.py docs/images/* docs/static/* app/cli.py app/settings.py app/__init__.py app/commands/*.py) \
		$(wildcard app/sessions/exporters/*.py)
	$(SPHINX)
	@touch $@

train: setup ## train the checkpoint in assets/ on CORPORA, about two hours on two cores; stopped, it goes on
	@$(BIN)/ucrn-live train $(CORPORA) -o assets/ucrn-live-v1.safetensors --folds
	@$(BIN)/ucrn-live engine export -o assets/ucrn-live-v1.onnx --checkpoint assets/ucrn-live-v1.safetensors --force

train-smoke: setup ## train on a morsel of the shared corpora, stop, go on, evaluate and analyse: two minutes
	$(BIN)/pytest -s $(SMOKE)

lint: setup ## ruff, mypy, import-linter, the manual
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(SPHINX) -E

test: lint train-smoke ## lint, a small training and the quick tests
	$(BIN)/pytest -n 2 -m "not slow" --ignore $(SMOKE)

# One test at a time: some of the slow ones measure speed.
test-all: lint ## lint and all tests
	$(BIN)/pytest

package: manual ## build the package of this system into dist/: five minutes, 4 GB on the way
	$(BIN)/python packaging/build.py

bench: setup ## what fusion, featurizers and the analysis of CLIP take on this machine: two minutes
	$(BIN)/ucrn-live bench fusion
	$(BIN)/ucrn-live bench features
	$(BIN)/ucrn-live bench analyze $(CLIP)

soak: setup ## live for SOAK_SECONDS on stand-ins for devices that play CLIP: memory, drift, queues; two hours
	$(BIN)/python -m tests.soak $(CLIP) --seconds $(SOAK_SECONDS)

# Translations stay; those of texts that are gone go. The English file holds only what is counted: 1 file, 2 files.
translations: ## collect the texts of the window into assets/translations/*.ts, and compile them
	$(BIN)/pyside6-lupdate $(COLLECT) -target-language de -ts $(TS)_de.ts
	$(BIN)/pyside6-lupdate $(COLLECT) -target-language en -pluralonly -ts $(TS)_en.ts
	$(BIN)/pyside6-lrelease $(TS)_de.ts $(TS)_en.ts

# Keeps what is pinned; UPGRADE=1 takes the newest that pyproject.toml allows. Not after `setup`: that needs the lock.
lock: ## write requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-package torch --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) -q -o requirements.lock
