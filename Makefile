# Two commands do everything on a machine with Python 3.11 or newer: `make conformance` and `make test`.

# Bytecode is kept whatever the environment says: without it pytest compiles its plugins anew each time it starts.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
RUN := .venv/.run-requirements
DEV := .venv/.dev-requirements
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PROJECT := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

.PHONY: cassettes bench-throttle pages explore soak help conformance test check lint types layers mutants bench soak lock schemas clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

conformance: $(RUN) ## Run the scenarios on the embedded mock and write a report
	@$(BIN)/conformance run --target=mock --report-dir=reports

test: $(DEV) ## Run all tests (3 to 8 minutes)
	@$(BIN)/pytest tests -n 2

check: $(DEV) lint types layers test ## Everything that must hold before a commit: ruff, mypy, import-linter, lint, tests
	@$(BIN)/conformance lint

lint: $(DEV) ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV) ## mypy, strict
	@$(BIN)/mypy

layers: $(DEV) ## import-linter: who may import whom
	@$(BIN)/lint-imports

mutants: $(RUN) ## Run the scenarios against every wrong server; each must be caught, and docs/kill-matrix.md be current
	@$(BIN)/conformance mutants --matrix docs/kill-matrix.md --check

bench: $(DEV) ## Print speed as ratios to floors measured in the same run
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/mock.py
	@$(BIN)/python benchmarks/replay.py
	@$(BIN)/python benchmarks/explore.py

explore: $(DEV) ## Try what nobody wrote down: 20,000 calls, documents, and every wrong server; 10 to 20 minutes
	@$(BIN)/conformance explore --budget 20000-calls --seed 1
	@$(BIN)/conformance explore --budget 2000-calls --seed 1 --fuzz
	@$(BIN)/python benchmarks/explore.py 1 2 3 4 5 6 7 8 9 10

bench-throttle: $(DEV) ## Print how close a run comes to what a store's bucket allows; takes two minutes
	@$(BIN)/python benchmarks/throttle.py

soak: $(DEV) ## Send 20,000 generated requests to the mock, valid, invalid and broken
	@CONFORMANCE_SOAK=20000 CONFORMANCE_EXPLORE=20000 $(BIN)/pytest tests/robust tests/explore

pages: $(DEV) ## Make docs/fidelity.md, docs/kill-matrix.md, the editor schemas and the sample report anew
	@$(BIN)/python tools/fidelity.py
	@$(BIN)/python -m conformance.scenario.editor_schema
	@$(BIN)/python tools/sample.py
	@$(BIN)/conformance mutants --matrix docs/kill-matrix.md

cassettes: $(DEV) ## Record the sample cassettes anew, from the mock
	@$(BIN)/python tools/cassettes.py

lock: $(DEV) ## Resolve the requirements anew into requirements/*.txt
	@$(BIN)/python requirements/lock.py

clean: ## Remove what was made
	rm -rf .venv reports/report.* reports/summary.md reports/junit.xml reports/badge.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "conformance needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@echo "Creating .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv .venv

$(RUN): .venv/bin/python requirements/run.txt pyproject.toml
	@echo "Installing requirements/run.txt ..."
	@$(INSTALL) --requirement requirements/run.txt
	@$(PROJECT)
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	@echo "Installing requirements/dev.txt ..."
	@$(INSTALL) --requirement requirements/dev.txt
	@touch $@
