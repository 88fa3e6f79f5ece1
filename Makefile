# Everything runs in .venv; each target installs what it needs and skips what is done.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo run test test-editors lint knowledge verify prepare wheel extension bench soak clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "whygrad needs Python 3.11; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "1/4 making .venv and installing (torch is about 200 MB; some minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --progress-bar on -e '.[service,verifier,dev]'
	@touch $@

prepare: .venv/installed
	@echo "2/4 creating the database and loading the knowledge"
	@$(BIN)/python -m service migrate
	@$(BIN)/python -m service load
	@$(BIN)/python -m service bundle

demo: prepare  ## From nothing to an answered traceback; leaves nothing running
	@$(BIN)/python -m examples.demo

run: prepare  ## The service on 127.0.0.1:8000 (PORT=8123 for another port)
	@echo "3/4 starting the service on http://127.0.0.1:$(PORT) (docs at /docs)"
	@BIND=127.0.0.1:$(PORT) exec $(BIN)/gunicorn service.wsgi:app

test: .venv/installed  ## Every test, on SQLite and on a real PostgreSQL
	$(BIN)/pytest --numprocesses 2 --dist loadfile

test-editors: .venv/installed  ## VS Code, JupyterLab and the MCP Inspector themselves, kept in ~/.cache (ten minutes more the first time)
	@cache=$$(PYTHON=$(BIN)/python tests/editors/vscode/install.sh) && PATH="$$cache/node/bin:$$PATH" $(MAKE) --no-print-directory extension
	$(BIN)/pytest -m editors tests/editors

lint: .venv/installed  ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check service whygrad tests migrations examples
	$(BIN)/mypy
	$(BIN)/lint-imports

knowledge: .venv/installed  ## Check the form of every entry and its recorded evidence
	$(BIN)/python -m service check

verify: .venv/installed  ## Run every snippet and write the evidence (CHECK=1: compare instead; TORCH=2.4.1: on that torch)
	$(BIN)/python -m service verify $(if $(CHECK),--check) $(if $(TORCH),--torch $(TORCH))

wheel: .venv/installed  ## dist/whygrad-*.whl: needs nothing, answers offline
	$(BIN)/python -m hatchling build -t wheel

extension: editors/vscode/node_modules  ## editors/vscode/whygrad.vsix, checked and bundled (Node 22 or newer)
	npm --prefix editors/vscode run check
	npm --prefix editors/vscode run package

editors/vscode/node_modules: editors/vscode/package-lock.json
	npm --prefix editors/vscode ci --ignore-scripts
	@touch $@

bench: .venv/installed  ## Measure beside what a user would pick instead (some minutes, on an idle machine)
	$(BIN)/python -m benchmarks.verifier
	$(BIN)/python -m benchmarks.matching
	$(BIN)/python -m benchmarks.answers
	$(BIN)/python -m benchmarks.questions
	$(BIN)/python -m benchmarks.http
	$(BIN)/python -m benchmarks.connections
	$(BIN)/python -m benchmarks.repair
	$(BIN)/python -m benchmarks.clients

soak: .venv/installed  ## Honest and hostile clients together for ten minutes (SECONDS=60 for one)
	$(BIN)/python -m benchmarks.soak $(or $(SECONDS),600)

clean:  ## Remove what the other targets made
	rm -rf .venv .run dist whygrad/_data editors/vscode/dist editors/vscode/node_modules editors/vscode/whygrad.vsix .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
