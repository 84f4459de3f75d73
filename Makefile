# What can be done here; bare `make` lists it. Every target sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

help: ## List what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(READY) ## Make .venv with the program at .venv/bin/aldia

$(READY): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@command -v mdb-export >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends mdbtools; } >/dev/null 2>&1 || echo "Microsoft Access files can be read once mdbtools is there: sudo apt install mdbtools"
	@touch $(READY)

demo: $(READY) ## Run the whole loop on examples/clientes.xlsx, and end
	$(BIN)/aldia sandbox examples/clientes.xlsx --headless

sandbox: $(READY) ## Open the whole loop in a browser
	$(BIN)/aldia sandbox examples/clientes.xlsx

lint: $(READY) ## Format, lint, types, and which room imports which
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(READY) ## Run every test, on SQLite and PostgreSQL, against real servers
	@sh tests/servers/install
	$(BIN)/pytest -n 2 --dist loadfile -m 'not long'

test-long: $(READY) ## Run the long kill, fuzz and soak tests
	@sh tests/servers/install
	$(BIN)/pytest -m long --timeout 7200

bench: $(READY) ## Measure beside a peer in the same run, as ratios
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file; done

learn: $(READY) ## Learn again from the examples of what people and servers write
	$(BIN)/python -m mail.understanding.learning
	$(BIN)/python -m mail.recognising.learning

format: $(READY) ## Put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: help install demo sandbox lint test test-long bench learn format
