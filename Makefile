# All tasks of this checkout, for people and CI. Nothing here calls sudo.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Each worker of a run, and each run after it, would compile every module and test again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
BIN := .venv/bin
ENVIRONMENT := .venv/.installed
WORKBENCH := src/lianxin/web/static/workbench/.built
PAGES := web/workbench
# As many as the cores of CI: with four, browsers and servers took the cores from each other, and the run a third longer.
PYTEST := $(BIN)/pytest -n 2 --dist worksteal
# In Shanghai: a Monday night, New Year's Eve, Spring Festival of a year not announced, 29 February, the eve of a
# make-up Sunday.
MOMENTS := 2026-11-30T01:30 2026-12-31T23:30 2029-02-13T10:00 2028-02-29T12:00 2026-09-19T20:00
CONTRACTS := contracts
DATABASE_CONTRACTS := tests/contracts/test_catalogue.py tests/contracts/test_migrations.py
ON_DEBIAN := api_lists api_reads board call_router callback_list citizen_commands dispatch_page figures import \
  jobs looks merged_voices notify_outbox people_staff portal_public postgres_launcher restore \
  search_index similar_cases stream supervision upgrade verify

.PHONY: help setup web demo reset test debian moments check style types imports rules contracts pages fmt migration bench \
  bench-calls budgets city mutants lock hooks notices system-packages

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(ENVIRONMENT) ## installs the environment .venv from requirements.lock

$(ENVIRONMENT): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lianxin needs Python 3.11 or newer; name it with PYTHON=...")'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

web: $(WORKBENCH) ## builds the workbench with the system's Node.js or the environment's

$(PAGES)/node_modules/.installed: $(PAGES)/package-lock.json | $(ENVIRONMENT)
	cd $(PAGES) && ../../tools/with-node npm ci --no-audit --no-fund
	touch $@

$(WORKBENCH): $(PAGES)/node_modules/.installed $(shell find $(PAGES) -type f -not -path '*/node_modules/*' -not -name schema.ts 2>/dev/null)
	cd $(PAGES) && ../../tools/with-node npm run build
	touch $@

demo: setup web ## starts a living city at http://localhost:8000
	@$(BIN)/lianxin init --demo
	@exec $(BIN)/lianxin serve

reset: setup ## deletes all data of the city
	@$(BIN)/lianxin reset --yes

system-packages:
	@tools/system-packages

test: setup web system-packages ## runs every test
	cd $(PAGES) && ../../tools/with-node npm test
	$(PYTEST)

debian: setup web system-packages ## runs the tests of the most different statements again, on the system's PostgreSQL
	LIANXIN_TEST_POSTGRES=debian $(PYTEST) $(ON_DEBIAN:%=tests/features/test_%.py) $(DATABASE_CONTRACTS)

moments: setup ## runs the tests that read the wall clock, at five dates, two at a time
	@printf '%s\n' $(MOMENTS) | LIANXIN_MOMENT_FILES="$$(grep -l 'pytest.mark.moment' tests/features/*.py | tr '\n' ' ')" xargs -P 2 -I{} \
	  $(SHELL) -c 'LIANXIN_NOW={}+08:00 $(BIN)/pytest -n 0 --quiet --no-header -m moment $$LIANXIN_MOMENT_FILES && echo "passed at {} in Shanghai"'

check: style types imports rules $(CONTRACTS) pages ## checks style, types, imports, own rules, contracts, pages (-k: does not stop at the first)

style: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/basedpyright

imports: setup
	$(BIN)/lint-imports --no-logo

rules: setup
	$(BIN)/python tools/checks.py

contracts: setup web
	$(PYTEST) tests/contracts

pages: setup web
	cd $(PAGES) && ../../tools/with-node npm run check

hooks: setup ## installs the quick checks before each commit
	git config core.hooksPath tools/hooks

fmt: setup ## formats the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

migration: setup ## WORDS="what changes": writes a migration from the present tables.py
	$(BIN)/python tools/migration.py "$(WORDS)"
	$(BIN)/ruff check --quiet --fix migrations
	$(BIN)/ruff format --quiet migrations

bench: setup web system-packages ## measures the figures, with PART=danger one of them
	$(BIN)/python -m bench $(PART)

bench-calls: setup web system-packages ## measures real calls: waiting, talking and recorded, until it breaks
	$(BIN)/python -m bench calls

budgets: setup web system-packages ## holds the weight of the first load in Chromium
	$(BIN)/python -m bench weight

mutants: setup ## measures how many small changes of the rules tests/rules notices: a sample of 400, 20 minutes
	$(BIN)/python tools/mutants.py

city: setup ## drives every real message through its whole life
	$(BIN)/python -m bench.city

lock: setup ## pins the newest versions that pyproject.toml allows
	$(BIN)/pip install --quiet uv==0.13.9
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

notices: setup $(PAGES)/node_modules/.installed ## the licences of what the wheel needs and the pages contain
	$(BIN)/python tools/notices.py
