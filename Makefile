# Two commands are enough: `make chat` and `make test`. Both set everything up the first time and
# find it standing the second.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: chat test check regress baseline bench train clean setup

chat: $(VENV)/.installed ## open the chat window on http://127.0.0.1:7860
	$(BIN)/vraagbaak chat

test: $(VENV)/.installed-test ## run the whole test suite
	$(BIN)/python -m pytest

check: $(VENV)/.installed-test ## lint, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

regress: $(VENV)/.installed ## fail if a figure of the development set fell by more than chance
	$(BIN)/vraagbaak --home $(VENV)/regress eval --baseline eval/baseline/development.jsonl.gz

baseline: $(VENV)/.installed ## make the present replies what later ones are held against
	$(BIN)/vraagbaak --home $(VENV)/regress eval --save eval/baseline/development.jsonl.gz

bench: $(VENV)/.installed ## measure start-up, latency and memory
	$(BIN)/python -m benchmarks.start_up
	$(BIN)/python -m benchmarks.encoding

# Memory that is given back after every layer and asked for again costs a quarter of the time.
train: export MALLOC_MMAP_THRESHOLD_ = 33554432
train: export MALLOC_TRIM_THRESHOLD_ = 20000000000
train: export MALLOC_TOP_PAD_ = 268435456
train: $(VENV)/.installed-train ## train the bundled models from ../shared/data (or DATA=DIR)
	$(BIN)/python -m training all --data $(or $(DATA),../shared/data)

setup: $(VENV)/.installed

# PyTorch first and by itself: left to the other packages, pip would choose a build for graphics cards.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vraagbaak: expected Python 3.11 or newer, found " + sys.version.split()[0] + "; install it or call make with PYTHON=python3.12")'
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt torch
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	touch $@

$(VENV)/.installed-train: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable '.[train]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
