# Baoxiu: everything from a bare machine with git, make and python3 (3.11 or newer, with venv). Plain `make` lists the targets.
# Nothing outside this folder is changed, except that `make test` as root installs a browser and Chinese fonts where they are missing.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv-tools/bin/uv
BIN := .venv/bin
READY := .venv/.ready
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo network test check bench wheel screenshots clean format

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+(-NAME)?:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## start Baoxiu: database, demo organisation, web, workers; Ctrl-C stops all (BAOXIU_PORT, BAOXIU_HOME, DATABASE_URL)
	@exec $(BIN)/baoxiu run

demo: $(READY) ## the same with two full cities of orders to look at
	@exec $(BIN)/baoxiu run --demo whole

network: $(READY) ## the same with a maker's service network: six regions, forty stations, 3,000 orders a month
	@exec $(BIN)/baoxiu run --demo network

test: $(READY) ## all tests, browser included
	@.ci/browser
	$(BIN)/pytest -n 2 --dist loadfile

check: $(READY) ## style, types, arrows between rooms, templates, the house's own rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint src/baoxiu
	$(BIN)/pytest -q tests/test_house.py

bench: $(READY) ## all figures beside their limits, written to bench/latest.md
	PYTHONPATH=tests $(BIN)/python -m bench

bench-NAME: ## one figure, such as bench-start
	@echo "Give the figure's name: make bench-start" >&2; exit 2

bench-%: $(READY)
	PYTHONPATH=tests $(BIN)/python -m bench $*

screenshots: $(READY) ## pictures of the main screens of the demo that runs in BAOXIU_HOME, into docs/screenshots (or INTO=folder)
	PYTHONPATH=tests $(BIN)/python -m screens "$${BAOXIU_HOME:?Say where the running demo lives: make screenshots BAOXIU_HOME=...}" --at "http://127.0.0.1:$${BAOXIU_PORT:-8000}" $(if $(INTO),--into "$(INTO)")

format: $(READY) ## put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(READY) ## build dist/baoxiu-*.whl
	$(UV) build --quiet --wheel --out-dir dist
	@ls dist/*.whl

clean: ## remove what was built and cached (never data, never the virtual environment)
	rm -rf dist build .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml uv.lock | $(UV)
	@echo "Installing what uv.lock lists into .venv ..."
	@$(UV) sync --frozen --quiet --python $(PYTHON) || { \
	  echo "The locked packages could not be installed; see above. This needs a network once; afterwards Baoxiu starts without." >&2; exit 1; }
	@touch $@

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Baoxiu needs Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv-tools || { echo "python3 has no venv here: install the package python3-venv." >&2; exit 1; }
	@.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || { \
	  echo "uv could not be installed; see above. This needs a network once; afterwards Baoxiu starts without." >&2; rm -rf .venv-tools; exit 1; }
