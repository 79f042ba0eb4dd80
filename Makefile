# Everything a person does here. Needs git, Python 3.11 or newer and make; the rest is installed into this folder.
.DEFAULT_GOAL := help

RUN := .venv/bin
TOOLS := .tools
# uv if there is one on the PATH, else one of our own in $(TOOLS)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(TOOLS)/bin/uv)
PYTHON ?= python3
WORKERS ?= 3
WORDS := $(wildcard platform/web/translations/*/LC_MESSAGES/messages.po)

# what is started from here may keep compiled modules beside the sources: a start then takes a third of the time
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: help install uv demo test sure check lint types guards unit browser drills bench shots format

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.installed ## install what uv.lock names into .venv

.venv/.installed: uv.lock pyproject.toml $(WORDS) | uv
	$(UV) sync --frozen --quiet
	$(RUN)/python -m web.translate compile
	@touch $@

uv:
	@if [ "$(UV)" != uv ] && [ ! -x $(TOOLS)/bin/uv ]; then \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make install PYTHON=python3.11" >&2; exit 1; }; \
	  $(PYTHON) -m venv $(TOOLS) || { echo "python3 -m venv does not work here: install python3-venv, then try again" >&2; exit 1; }; \
	  $(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv; fi

demo: install ## start everything with demonstration data; Ctrl-C stops it all
	@exec $(RUN)/slrt demo

test: install ## every check and the everyday tests
	@status=0; $(MAKE) --no-print-directory check || status=$$?; $(MAKE) --no-print-directory unit || status=$$?; exit $$status

sure: test ## the same, for those who ask "is it sure?"

check: lint types ## style, imports between rooms, types

lint: install ## ruff and the import contracts
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/lint-imports

types: install ## basedpyright
	$(RUN)/basedpyright

unit: install ## the everyday tests, browser included
	$(RUN)/pytest -n $(WORKERS) --dist worksteal --durations 10

guards: install ## the laws of the house alone
	$(RUN)/pytest tests/guards

browser: install ## the tests in a real Chromium alone
	$(RUN)/pytest -m "browser and not drill"

drills: install ## kill servers under load, restore a backup: slow
	$(RUN)/pytest -m drill

bench: install ## measure; writes bench/RESULTS.md
	$(RUN)/python -m bench.run

shots: install ## photograph every page into shots/
	$(RUN)/python -m tests.browser.shots

format: install ## let ruff write the layout
	$(RUN)/ruff check --fix --quiet || true
	$(RUN)/ruff format
