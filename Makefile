PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALLED := $(VENV)/installed
OFFSCREEN := QT_QPA_PLATFORM=offscreen
# macOS and Windows always have a screen; elsewhere one of these two names it.
SCREEN := $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Windows_NT,$(OS))$(filter Darwin,$(shell uname -s))

.PHONY: help setup run test regress lint types bench shots wheel clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## make the virtual environment and install everything into it

run: setup ## open the window; without a screen, walk through a review and say what came of it
	$(if $(strip $(SCREEN)),$(BIN)/python main.py,$(OFFSCREEN) $(BIN)/python main.py demo)

test: setup ## run the tests
	$(OFFSCREEN) $(BIN)/python -m pytest -n auto

regress: setup ## hold the reader against its kept figures; needs the corpora in ../shared
	$(OFFSCREEN) $(BIN)/python -m pytest -m slow tests/training/test_figures.py

lint: setup ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## check types
	$(BIN)/pyright

bench: setup ## measure, beside the bare minimum
	$(OFFSCREEN) $(BIN)/python -m benchmarks

shots: setup ## take the guide's screenshots anew
	$(OFFSCREEN) $(BIN)/python -m tools.shots

wheel: setup ## build dist/standpoint-….whl
	$(BIN)/python -m build --wheel

clean: ## remove what make made
	rm -rf $(VENV) dist .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Written last, so that a set-up that failed is tried again. main.py counts because installing copies it.
$(INSTALLED): pyproject.toml main.py tools/qt_libraries.py | $(BIN)/python
	@echo "Installing Standpoint and its libraries into $(VENV); the first time takes a minute or two."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m tools.qt_libraries
	@touch $@

# Debian keeps part of venv in a package of its own. Where that is absent, the system's pip puts pip inside.
$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	|| { $(PYTHON) -m venv --clear --without-pip $(VENV) \
	     && $(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python install pip; } \
	|| { rm -rf $(VENV); \
	     echo "No virtual environment could be made. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; \
	     exit 1; }
