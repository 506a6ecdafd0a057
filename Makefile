# All that is needed is Python 3.11 or newer and make: .venv is made once, and again when pyproject.toml changes.

PYTHON ?= python3
FUZZ_SECONDS ?= 60
VENV := .venv
BIN := $(VENV)/bin
NODE := $(VENV)/share/node
WS := $(NODE)/node_modules/ws/package.json
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test check lint types coverage fuzz bench golden completions clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.made ## a tour of sessions and frames, honest and faulty
	@set -f; PATH="$(CURDIR)/$(BIN):$$PATH"; \
	for command in \
		"rtcli ws connect lab:echo -d Hello -1 -v" \
		"rtcli ws connect lab:ws/masked" \
		"rtcli make-frame --payload Hello --mask 37fa213d | rtcli inspect-frame" \
		"rtcli inspect-frame --hex '81 7e 00 03 61 62 63'" \
		"rtcli inspect-frame --hex '88 02 03 ee'" \
		"rtcli make-frame --opcode ping --no-fin --payload 'are you there?' | rtcli inspect-frame --from server" \
		"printf 'HTTP/1.1 502 Bad Gateway\r\n\r\n' | rtcli inspect-frame" \
		"rtcli explain 1006"; \
	do \
		printf '\n$$ %s\n' "$$command"; \
		sh -c "$$command" || test $$? -eq 1 || exit 1; \
	done

test: $(VENV)/.made-test $(WS) ## all tests, with a short slice of the fuzzing
	$(BIN)/python -m pytest

check: lint types coverage ## what has to hold before a push: format, lint, types, tests, coverage

lint: $(VENV)/.made-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.made-test
	$(BIN)/mypy

coverage: $(VENV)/.made-test $(WS)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='rtcli/wire/*,rtcli/report/*' --fail-under=100

fuzz: $(VENV)/.made-test ## random and mutated bytes into every reader, for FUZZ_SECONDS (60)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

bench: $(VENV)/.made-bench ## the figures of bench/README.md
	$(BIN)/python -m bench

golden: $(VENV)/.made-test ## write the golden files anew; the diff is to be read
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest
	git --no-pager diff --stat -- tests/golden

completions: $(VENV)/.made ## write the files in completions/ anew
	$(BIN)/rtcli completions bash > completions/rtcli.bash
	$(BIN)/rtcli completions zsh > completions/_rtcli
	$(BIN)/rtcli completions fish > completions/rtcli.fish
	$(BIN)/rtcli completions powershell > completions/rtcli.ps1

clean: ## remove what make made
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .mypy_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An old pip writes console scripts that start slower, so it is brought up to date first.
$(VENV)/.made: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "rtcli needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo missing)."; \
		echo "Install one (Debian 12, Ubuntu 24.04: apt install python3 python3-venv), or name it: make PYTHON=python3.12"; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make a virtual environment: install python3-venv (Debian, Ubuntu: apt install python3-venv)."; \
		exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	$(PIP) install --editable .
	touch $@

$(VENV)/.made-%: $(VENV)/.made
	$(PIP) install --editable '.[$*]'
	touch $@

# A server of the tests. It has no lock file, as that would say where it came from; without npm its tests are skipped.
$(WS): | $(VENV)/.made
	@if command -v npm > /dev/null; then \
		npm install --prefix $(NODE) --no-save --no-package-lock --no-audit --no-fund --loglevel=error ws@8.18.3; \
	fi
