# Everything a developer or an operator of one machine needs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests wait for the disk and for each other's processes: one worker more than there are processors.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# Their databases stand in memory where the system has room for them there.
TEST_FOLDER := $(shell test -w /dev/shm && echo /dev/shm || echo $${TMPDIR:-/tmp})

# Whoever sets it would have each process that a test starts compile the product anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

help: ## Esta lista
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(BIN)/ayni ## Prepara el entorno en .venv (deja .venv/bin/ayni listo)

run: $(BIN)/ayni ## Enciende el bot con el chat web en http://127.0.0.1:8080
	@exec $(BIN)/ayni-bot

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hace falta Python 3.11 o más nuevo: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(BIN)/ayni: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.dev: $(BIN)/ayni requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

test: $(BIN)/.dev ## Todas las pruebas (SQLite siempre; PostgreSQL y Chromium si están)
	TMPDIR=$(TEST_FOLDER) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(BIN)/.dev fmt-check lint types imports test ## Todo lo que debe pasar antes de entregar

# What takes a second first; then mypy on one processor beside the tests, which also take the rest.
ifeq ($(filter-out check test,$(MAKECMDGOALS)):$(filter check,$(MAKECMDGOALS)),:check)
MAKEFLAGS += --jobs=4
types test: | fmt-check lint imports
endif

fmt: $(BIN)/.dev ## Da formato al código
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fmt-check: $(BIN)/.dev
	$(BIN)/ruff format --check .

lint: $(BIN)/.dev ## Reglas de estilo (ruff)
	$(BIN)/ruff check .

types: $(BIN)/.dev ## Tipos (mypy strict)
	$(BIN)/mypy

imports: $(BIN)/.dev ## Quién puede importar a quién (import-linter)
	$(BIN)/lint-imports

migration: $(BIN)/.dev ## Nueva migración: make migration name="lo que cambia"
	$(BIN)/python -m tools.new_migration "$(name)"

lock: $(BIN)/.dev ## Vuelve a fijar las versiones de las dependencias (con uv)
	$(BIN)/python -m tools.lock

wheel: $(BIN)/.dev ## La rueda instalable, en dist/
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

clean: ## Borra el entorno y lo generado (no toca la base de datos)
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help setup run test check fmt fmt-check lint types imports migration lock wheel clean
