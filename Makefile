# `make run` starts the house; `make test` proves it. Both make their own virtual environment.
PYTHON ?= python3.11
VENV ?= .venv
BIN = $(VENV)/bin

# Settings are read, nothing is opened: enough for tools that only look at the code.
STATIC = RECRUITMENT_MODE=embedded SECRET_KEY=for-tools-that-only-look-at-the-code \
	DATABASE_URL=postgres:///none REDIS_URL=redis://none

.PHONY: run test check lock

run: $(VENV)/run.stamp
	@exec $(BIN)/python -m recruitment.run

$(VENV)/run.stamp: requirements.txt requirements-embedded.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt -r requirements-embedded.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(STATIC) $(BIN)/mypy
