# `make run` starts the system; `make test` tests it. Both make their own virtual environment first.
# Another interpreter: make run PYTHON=python3.13
VENV ?= .venv
ifeq ($(wildcard $(VENV)/bin/python),)
CANDIDATES = python3.11 python3 python3.12 python3.13 python
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,$(CANDIDATES),$(shell $(name) -c '$(NEW_ENOUGH)' 2>/dev/null && echo $(name))))
PYTHON := $(PYTHON)
endif
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes

# Settings are read, nothing is opened: enough for tools that only look at the code.
STATIC = RECRUITMENT_MODE=embedded SECRET_KEY=for-tools-that-only-look-at-the-code \
	DATABASE_URL=postgres:///none REDIS_URL=redis://none

.PHONY: run test check lock messages audit sbom faults

run: $(VENV)/run.stamp
	@exec $(BIN)/python -m recruitment.run --with-make

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(STATIC) $(BIN)/mypy
	$(STATIC) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.dead_links
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

# What is marked for translation goes into locale/; needs GNU gettext. The words themselves are written there by hand.
messages: $(VENV)/dev.stamp
	@$(STATIC) $(BIN)/python -W ignore manage.py messages

# The four lists of exact versions are made from the .in files, in this order.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
lock: $(VENV)/dev.stamp
	for list in requirements requirements-embedded requirements-s3 requirements-dev; do $(LOCK) $$list.in -o $$list.txt || exit 1; done

# Known holes in what is pinned. Needs the network, so it is no part of `check`; OSV_URL names a mirror of osv.dev.
audit: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.known_holes

# Kills, freezes, silent relays, killed uploads and a full disk on real processes. SEED= makes the same choices again,
# SIZE= more of them; MAY_MISS=1 lets pass what this machine cannot run.
faults: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.faults

# What the image ships, as a CycloneDX bill in sbom.json.
sbom: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.sbom

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; PYTHON=/path/to/python3 names one." >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { echo "Python 3.11 or newer is needed; $(PYTHON) is not that." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt requirements-embedded.txt | $(BIN)/python
	@echo "Installing the pinned requirements; the first time takes a minute."
	@$(PIP) -r requirements.txt -r requirements-embedded.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/python
	@echo "Installing the pinned requirements for tests and tools."
	@$(PIP) -r requirements-dev.txt
	@touch $@
