# In a fresh clone, start with `make demo` or `make test`; `make help` lists the other targets.
# They need make and Python 3.11 or newer; the rest goes into .venv/, pinned by hash.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Given by the caller: make test ARGS="-k name", make demo DIR=~/try
ARGS ?=
DIR ?=
SCRIPTS = .ci/run .ci/newer-nix .ci/nix-project tools/demo
TEXTS = *.md .ci .github Makefile docs src templates/*.md templates/*/*.md tools
# The schemas come with the program.
CHECK_SCHEMA = $(BIN)/check-jsonschema --quiet --builtin-schema vendor.
PIN = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet
PYTEST = PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: help demo test test-slow test-search lint docs dist format bench bench-compiling bench-update \
    bench-training templates page picture requirements clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

demo: $(VENV)/.installed ## create a project, test it, train a model (DIR=folder keeps it there)
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/demo "$(DIR)"

test: $(VENV)/.installed ## run the everyday tests (ARGS="-k name" is passed on to pytest)
	@$(PYTEST) -m "not slow" $(ARGS)

test-slow: $(VENV)/.installed ## run the slow tests: all combinations, big frameworks, old programs
	@$(PYTEST) -m slow $(ARGS)

test-search: $(VENV)/.installed ## run the property tests on many random examples
	@HYPOTHESIS_PROFILE=search $(PYTEST) -m hypothesis $(ARGS)

lint: $(VENV)/.installed ## check style, types, imports, spelling, metadata, and workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --explicit-package-bases tools
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/sp-repo-review .
	test ! -x $(BIN)/shellcheck || $(BIN)/shellcheck $(SCRIPTS)
	$(BIN)/rumdl check --no-cache --quiet .
	$(BIN)/codespell $(TEXTS)
	$(BIN)/typos $(TEXTS)
	$(BIN)/zizmor --offline --quiet .github
	$(CHECK_SCHEMA)github-workflows .github/workflows/*.yml
	$(CHECK_SCHEMA)dependabot .github/dependabot.yml
	$(CHECK_SCHEMA)github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(CHECK_SCHEMA)github-issue-forms .github/ISSUE_TEMPLATE/[!c]*.yml
	$(CHECK_SCHEMA)citation-file-format CITATION.cff
	$(CHECK_SCHEMA)readthedocs .readthedocs.yaml
	! command -v actionlint >/dev/null || actionlint

# All pages anew: a page that was read before would not warn again.
docs: $(VENV)/.installed ## build the documentation in build/docs/html; warnings are errors
	$(BIN)/python -m sphinx -M html docs build/docs -W --keep-going --fresh-env --quiet

dist: $(VENV)/.installed ## build the sdist and the wheel into dist/, and check them
	rm -rf dist
	$(BIN)/hatchling build
	$(BIN)/twine --no-color check --strict dist/*
	$(BIN)/check-wheel-contents dist

format: $(VENV)/.installed ## let ruff rewrite the style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

templates: $(VENV)/.installed ## render the presets into templates/
	$(BIN)/python -m tools.templates

page: $(VENV)/.installed ## make the schemas and pages again that say what the code does
	$(BIN)/python -m tools.compat page
	$(BIN)/python -m tools.doctor page
	$(BIN)/python -m tools.schemas page
	$(BIN)/python -m tools.reference page
	$(BIN)/python -m tools.from_templates page
	$(BIN)/python -m tools.pages

picture: $(VENV)/.installed ## run README's example again, and draw its picture (network connection)
	$(BIN)/python -m tools.pages README.md
	$(BIN)/python -m tools.picture

bench: $(VENV)/.installed ## compare the speed of seedbed and similar tools (ARGS="--rounds 5")
	@$(BIN)/python -m bench.run $(ARGS)

bench-update: $(VENV)/.installed ## compare merges of user edits with those of copier and cruft
	@$(BIN)/python -m bench.update.run $(ARGS)

bench-compiling: $(VENV)/.installed ## measure what compiling packages at install costs and saves
	@$(BIN)/python -m bench.compiling $(ARGS)

bench-training: $(VENV)/.installed ## compare the training loop of PyTorch with a bare one (large download)
	@$(BIN)/python -m bench.training $(ARGS)

requirements: $(VENV)/.installed ## pin requirements/*.in again, with hashes
	$(PIN) requirements/dev.in --output-file requirements/dev.txt --upgrade
	$(PIN) requirements/publish.in --output-file requirements/publish.txt --upgrade \
	    --constraint requirements/dev.txt
	$(PIN) requirements/docs.in --output-file requirements/docs.txt --upgrade \
	    --constraint requirements/dev.txt

clean: ## remove everything that make created
	rm -rf $(VENV) .bench dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment, made once ---------------------------------------------------------

$(VENV)/.required: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	    "seedbed needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12" >&2; \
	    exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	    "'$(PYTHON)' cannot create virtual environments. On Debian: apt install python3-venv" >&2; \
	    exit 1; }
	@echo "Setting up $(VENV) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.required pyproject.toml src/seedbed/__init__.py
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --no-deps --no-build-isolation -e .
	@touch $@
