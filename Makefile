# make demo    start Zhiyong with the demo city, on http://localhost:8000
# make test    all checks and all tests, as CI runs them
# make help    the other targets

.DEFAULT_GOAL := help
.PHONY: help setup dev demo test check bench messages conformance lock clean
MAKEFLAGS += --no-print-directory

help:
	@echo "make demo      start Zhiyong with the demo city (ZHIYONG_PORT chooses the port)"
	@echo "make test      all checks and all tests; installs a browser as root on Debian"
	@echo "make check     the checks alone: format, lint, types, imports, migrations, messages"
	@echo "make bench     the benchmarks, an hour in all; BENCH='lists lodging' names some of them"
	@echo "make messages  compile the translations and list what is missing"
	@echo "make conformance  write docs/reference/conformance.md and pack.schema.json anew"
	@echo "make lock      resolve the dependencies anew, and write the locks with their hashes"
	@echo "make clean     delete what was made, except the data in var/"

setup:
	@sh tools/setup run

dev:
	@sh tools/setup dev

demo: setup
	@.venv/bin/python -m zhiyong.config.messages compile >/dev/null
	@exec .venv/bin/python -m zhiyong demo

test: dev
	@sh tools/check

check: dev
	@sh tools/check quick

BENCH = journal directory lists duties consequences numbering lodging rules

bench: dev
	@set -e; for each in $(BENCH); do echo "== $$each"; .venv/bin/python "bench/$$each.py"; done

messages: dev
	@.venv/bin/python -m zhiyong.config.messages compile
	@.venv/bin/python -m zhiyong.config.messages missing

conformance: dev
	@.venv/bin/python -m zhiyong plan conformance --write docs/reference/conformance.md
	@.venv/bin/python -m zhiyong plan schema > docs/reference/pack.schema.json

lock:
	@sh tools/lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find zhiyong tests bench -name '__pycache__' -type d -prune -exec rm -rf {} +
	find zhiyong -name '*.mo' -type f -exec rm -f {} +
