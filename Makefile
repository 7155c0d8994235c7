# Two commands do all the set-up: `make run` and `make test`. Everything lives in .venv; nothing else is touched.
# Where a folder wheels/ lies beside this file (an unpacked bundle), packages come from it and no network is asked.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
ROOT := $(shell [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo yes)
OFFLINE := $(wildcard wheels)
PIP_FROM := $(if $(OFFLINE),--no-index --find-links wheels)
SHIPPED_PIP := $(firstword $(wildcard wheels/pip-*.whl))
PIP := $(if $(SHIPPED_PIP),PYTHONPATH=$(SHIPPED_PIP) )$(PY) -m pip --disable-pip-version-check
apt = DEBIAN_FRONTEND=noninteractive apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends

.PHONY: help run test lint prove bench bundle lock clean machine
help:
	@echo "make run    set up, load the demo on first use, serve http://127.0.0.1:8050"
	@echo "make test   everything that a change must pass (20 minutes on two cores at the most)"
	@echo "make prove  the long proofs; writes docs/proof.md      make bench   speed against named rivals"
	@echo "make bundle one archive that installs without a network make lock    renew the locked versions"

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lanbi needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run"; exit 1; }
ifeq ($(SHIPPED_PIP),)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ -n "$(ROOT)" ] && $(apt) python3-venv; } || { echo "Python's venv module is incomplete: install your system's python3-venv package"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
else
	$(PYTHON) -m venv --clear --without-pip $(VENV)
endif

$(VENV)/.run: requirements.lock | $(PY)
	$(PIP) install -q --require-hashes $(PIP_FROM) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) install -q --require-hashes $(PIP_FROM) -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run
	$(PY) app.py run

# What the tests need beyond Python. Elsewhere than on a Debian machine with root: one sentence, and those tests skip.
machine:
	@command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi 'noto.*cjk' || { [ -n "$(ROOT)" ] && $(apt) chromium fonts-noto-cjk fontconfig; } || echo "browser tests are skipped: install Chromium and the Noto CJK fonts"
	@command -v soffice >/dev/null || { [ -n "$(ROOT)" ] && $(apt) libreoffice-impress libreoffice-writer; } || echo "PDF of the weekly set is not tested: install LibreOffice"
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { [ -n "$(ROOT)" ] && $(apt) postgresql; } || echo "PostgreSQL tests are skipped: install the PostgreSQL server"

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# Three workers on two cores: two fifths of the time of two go by in waiting for browsers, servers and clocks.
test: $(VENV)/.dev machine lint
	$(PY) -m pytest -n 3 --dist loadgroup -m "not prove"

prove: $(VENV)/.dev machine
	$(PY) -m pytest -m prove --timeout 7200 --proof=docs/proof.md

bench: $(VENV)/.dev machine
	$(PY) -m benchmarks

# The wheels are for the platform and Python that make them.
bundle: $(VENV)/.run
	rm -rf bundle && mkdir -p bundle/lanbi/wheels
	git archive HEAD | tar -x -C bundle/lanbi
	$(PIP) download -q --require-hashes --only-binary :all: -r requirements.lock -d bundle/lanbi/wheels
	$(PIP) download -q --only-binary :all: --no-deps pip -d bundle/lanbi/wheels
	tar -C bundle -czf bundle/lanbi-bundle.tar.gz lanbi
	@echo "bundle/lanbi-bundle.tar.gz: unpack it on the other machine and say 'make run'"

# `make lock` needs the resolver uv (any recent version) on the PATH.
lock:
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --generate-hashes pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --generate-hashes pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) bundle .mypy_cache .ruff_cache .pytest_cache .hypothesis
