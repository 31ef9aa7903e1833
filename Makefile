# Each target makes .venv on first use, from requirements-dev.txt (every file pinned by hash).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help generate check verify test proof lint format types audit bench golden pages docs wheel lock browser screenshots

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; try make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(READY)

generate: $(READY) ## Write output/ from the schemas
	$(BIN)/regal-braze generate

check: $(READY) ## Check that output/ is up to date
	$(BIN)/regal-braze check

verify: $(READY) ## Run every transformation in V8 on its samples
	$(BIN)/regal-braze verify

test: $(READY) browser ## Run the tests, in about two minutes
	$(BIN)/pytest

proof: $(READY) browser ## Run every test at full depth; docs/proof.md says what that proves
	PROOF=1 $(BIN)/pytest

browser: ## Install what the tests of the page measure with, where npm is there; name what else is missing
	@command -v chromium >/dev/null || echo "chromium is missing: the tests of the page are skipped"
	@if ! command -v npm >/dev/null; then \
		echo "npm is missing: the accessibility tests of the page are skipped"; \
	elif [ ! tests/support/browser/node_modules/axe-core/package.json -nt tests/support/browser/package-lock.json ]; then \
		npm ci --prefix tests/support/browser --no-audit --no-fund --loglevel=error \
			&& touch tests/support/browser/node_modules/axe-core/package.json \
			|| echo "npm failed: the accessibility tests of the page are skipped"; \
	fi

lint: $(READY) ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## Check types, strictly
	$(BIN)/mypy

wheel: $(READY) ## Build dist/regal_braze-*.whl, which pip, pipx and uv install
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir dist .

audit: $(READY) ## Look up known vulnerabilities of the dependencies
	$(BIN)/python tools/audit.py

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## Measure against plain code, both sides in one run
	PYTHONPATH=tools $(BIN)/python -m bench

golden: $(READY) ## Rewrite what the cases expect; review the difference
	$(BIN)/python tests/cases/rewrite.py

pages: $(READY) ## Write the pages of docs/ that are made from what they describe
	PYTHONPATH=tools $(BIN)/python -m pages

screenshots: $(READY) ## Take the screenshots of README.md and docs/, in Chromium
	PYTHONPATH=tests $(BIN)/python tools/screenshots.py

docs: $(READY) ## Build the site of docs/ into site/; warnings fail
	PYTHONPATH=tools NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

lock: $(READY) ## Pin the dependencies anew
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --upgrade --extra dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --extra build --constraints requirements-dev.txt pyproject.toml -o requirements.txt
