# Two commands matter: `make run` and `make test`. Each does all the set-up it needs.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check lock bench soak environment prepare

export RASA_TELEMETRY_ENABLED = false
export TF_CPP_MIN_LOG_LEVEL = 2

help:
	@echo "make run    set up everything and start it; Ctrl-C stops"
	@echo "make test   set up everything, check the code, run all the tests"
	@echo "make check  ruff, mypy --strict, import-linter"
	@echo "make bench  a stock Rasa project and ours do equal work on this machine"
	@echo "make soak   SOAK_TURNS=10000 turns while processes and the database are killed at random"
	@echo "make lock   renew requirements.lock"

# Python packages in .venv, as requirements.lock says.
environment:
	@python=$$(tools/setup/find-python) && "$$python" tools/setup/environment.py

# Encoder and Rasa model; both are made once and anew only when what they come from changes.
prepare: environment
	@.venv/bin/python -m otklik.preparation

run: environment
	@exec .venv/bin/otklik up

check: environment
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet . || { echo "Remedy: .venv/bin/ruff format ."; exit 1; }
	@.venv/bin/mypy
	@.venv/bin/lint-imports

test: environment
	@mkdir -p .data
	@tools/setup/chromium
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory prepare
	@.venv/bin/python -m pytest $(TESTS)

bench: prepare
	@.venv/bin/python -m benchmarks.bench $(BENCH_OPTIONS)

soak: prepare
	@.venv/bin/python -m benchmarks.soak.run

lock: environment
	@.venv/bin/uv pip compile requirements.in --overrides requirements.overrides \
		--python-version 3.11 --python-platform x86_64-manylinux_2_28 \
		--no-header --no-annotate --no-emit-index-url --quiet $(LOCK_OPTIONS) -o requirements.lock
	@echo "requirements.lock renewed. Present versions are kept where they fit; newest: make lock LOCK_OPTIONS=--upgrade"
