# `make demo` and `make test` do all their own set-up: Python 3.11 or newer and make are enough.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 $(UPGRADE)

.PHONY: demo test bench drill docs screenshot lock clean

demo: .venv/installed
	@$(BIN)/afsprakenbot demo

# Where Python is told to keep no compiled files, four workers compile all tests again and again.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed .venv/javascript
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 4 --dist worksteal

# Twenty minutes, and best on a machine that does nothing else.
bench: .venv/installed
	$(BIN)/python -m bench

# What `make test` does in short, in full: a hundred thousand generated texts for the guard, two hundred kills, ten
# thousand messages for two workers. Best on a machine that does nothing else; prints what it measured.
drill: .venv/installed
	DRILL=1 $(BIN)/pytest -n 4 tests/domain/test_privacy_drill.py tests/drill

# The documents that are made from the code. A test says when one is out of date.
docs: .venv/installed
	$(BIN)/python -m bot.rendering.rechten > docs/rechten.md
	$(BIN)/python -m storage.gegevens > docs/gegevens.md

# The picture in the README. Needs Chromium and ChromeDriver.
screenshot: .venv/installed
	$(BIN)/python -m tests.browser.screenshot

.venv/made:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed. Install it, or name it: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing. On Debian: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

# The lock names all there is to install, so pip need not look further (see override-dependencies in pyproject.toml).
.venv/locked: .venv/made requirements-dev.txt
	$(PIP) --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Without npm the tests that need it say what to install.
JS := tests/kalender/js
.venv/javascript: .venv/made $(JS)/package.json $(JS)/package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --prefix $(JS) --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; fi

# Needs uv. Keeps the versions that are locked; `make lock UPGRADE=--upgrade` takes the newest.
lock:
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml -c requirements.txt --group dev -o requirements-dev.txt

clean:
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf $(JS)/node_modules
	find bot storage tests -name __pycache__ -prune -exec rm -rf {} +
