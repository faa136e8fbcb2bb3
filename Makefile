# make lab    install what is needed, then open the first notebook
# make app    install what is needed, then open the explorer of the results as a page
# make test   install what is needed, then run every test
# make test-full  every test, and those that take many minutes
# make check  the fast part of the tests, with the style and type checks
# make setup  the installation alone
# make site   the notebooks as pages, with handouts and slides, in site/
# make bundle  one archive in build/ for a computer room without network
# make editions  write the notebooks from their sources, and for teachers the answers
# On Windows, use the plain commands in README.md.

BIN := .venv/bin
STAMP := .venv/.installed
NOTEBOOKS = $(wildcard notebooks/*.ipynb)
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
# JupyterLab refuses to run as root unless told; in a container there is often no other user.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
ARGS ?=

.PHONY: setup lab app test check lint editions site bundle test-full

setup: $(STAMP)

$(BIN)/python:
	@for name in python3 python3.13 python3.12 python3.11; do \
	    if $$name -c '$(FITS)' 2>/dev/null; then exec $$name -m venv .venv; fi; \
	done; \
	echo "No Python 3.11, 3.12 or 3.13 with the venv module was found; install one and try again." >&2; \
	exit 1

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@

lab: setup
	$(BIN)/python -m jupyterlab --ServerApp.root_dir="$(CURDIR)" --ServerApp.ip=127.0.0.1 \
	    --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb \
	    --LabApp.news_url=None --LabApp.extension_manager=readonly \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(AS_ROOT) $(ARGS)

app: setup
	$(BIN)/python -m eesgn_lite.viewing.app $(ARGS)

test: setup lint
	$(BIN)/python -m pytest tests eesgn_lite $(NOTEBOOKS) --doctest-modules -m "not gpu" \
	    --nbval-lax --nbval-current-env --nbval-cell-timeout=300 --durations=15 $(ARGS)

test-full: export EESGN_FULL = 1
test-full: test

check: setup lint
	$(BIN)/python -m pytest tests eesgn_lite --doctest-modules \
	    -m "not gpu and not slow and not browser" --durations=10 $(ARGS)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

editions: setup
	$(BIN)/python -m eesgn_lite.course.editions
	$(BIN)/python -m eesgn_lite.course.terms
	$(BIN)/python -m eesgn_lite.course.plans
	$(BIN)/python -m eesgn_lite.course.editions --solved build/solved --key build/answer_key.md

site: setup
	$(BIN)/python -m eesgn_lite.course.site $(ARGS)

bundle: setup
	$(BIN)/python -m eesgn_lite.course.bundle $(ARGS)
