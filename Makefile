# Every target sets itself up: see .ci/setup. PYTHON=... names the Python to build the environment from.

.PHONY: help run demo test bench torture clean

help:
	@echo 'make run      open the window (without a display: a picture of the demo library)'
	@echo 'make demo     open the demo library'
	@echo 'make test     every check and test, as CI runs them'
	@echo 'make bench    the benchmarks'
	@echo 'make torture  the long tests of what must never be lost'
	@echo 'make clean    remove the environment, the demo library and all that was built'

run:
	@.ci/open window

demo:
	@.ci/open demo

test:
	@.ci/run

bench:
	@.ci/measure benchmarks

torture:
	@.ci/measure torture

clean:
	@rm -rf .venv build dist demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .benchmarks .hypothesis
	@find imagineer_desktop alembic tests -name __pycache__ -type d -prune -exec rm -rf {} +
