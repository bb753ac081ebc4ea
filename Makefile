# Every target first installs what it needs, once.
#
#   PYTHON=<interpreter>    create .venv with this interpreter
#   POSEUR_VENV=<folder>    use this environment instead of .venv
#   HEADLESS=1              install OpenCV without windows, for machines without libGL
#   NEWEST=1                install the newest allowed versions, not the locked ones
#   JOBS=<number>           run tests in this many processes (2)

VENV := $(or $(POSEUR_VENV),.venv)
JOBS := 2
PYTEST = -m pytest --numprocesses $(JOBS) --dist loadfile
PY := PYTHONPATH="$(CURDIR)" "$(VENV)/bin/python"
BOOTSTRAP := $(PYTHON) python3 python python3.11 python3.12 python3.13 \
	python3.14 python3.10 	$(wildcard $(HOME)/.pyenv/versions/3.1*/bin/python)

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-quick test-all test-newest lint format requirements \
	package lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup:  ## create .venv with all requirements
	@for python in $(BOOTSTRAP); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 8))' \
			2>/dev/null; then \
			exec $$python tools/misc/setup_env.py "$(VENV)"; \
		fi; \
	done; \
	echo 'No Python found: install Python 3.10 to 3.14, or name one with' \
		'`make setup PYTHON=<path>`.' >&2; exit 1

demo: setup  ## train a small Poseur on synthetic people and draw its poses
	$(PY) tools/demo.py

# Waiting threads must sleep, not spin: where cores are shared, spinning makes PyTorch
# many times slower.
test test-quick: export OMP_WAIT_POLICY := PASSIVE
test: setup  ## run all tests
	$(PY) $(PYTEST)

test-quick: setup  ## run the tests that take two minutes in all
	$(PY) $(PYTEST) -m 'not slow'

test-all: test  ## run all tests, on every other supported Python that is found, too
	$(PY) tools/misc/each_python.py test

test-newest: setup  ## run test-quick on the newest supported Python that is found
	$(PY) tools/misc/each_python.py test-quick --newest

package: setup  ## build wheel and sdist into dist/, and use the installed wheel
	$(PY) tools/misc/check_package.py

lock: setup  ## write requirements/lock.txt, with exact versions and hashes
	$(PY) tools/misc/lock.py

lint: setup  ## check style, types and the order of packages
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: setup  ## format the code and fix its style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

requirements: setup  ## write the requirements files from pyproject.toml
	$(PY) tools/misc/make_requirements.py

clean:  ## remove caches and .venv; data and results stay
	rm -rf .venv .venv-* .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache build dist *.egg-info
	find poseur tools tests configs -name __pycache__ -prune -exec rm -rf {} +
