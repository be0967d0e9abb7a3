# Two commands are all: `make demo` to try it, `make test` to check it. A machine needs python3, make and apt (or what
# these would install: python3-venv, and for the tests a Chromium, Redis and PostgreSQL). The second run starts at once,
# by the stamps.

PYTHON := .venv/bin/python
CHROMIUM := $(firstword $(foreach name,chromium-headless-shell chromium chromium-browser google-chrome,$(shell command -v $(name))))
POSTGRESQL := $(firstword $(shell command -v initdb) $(wildcard /usr/lib/postgresql/*/bin/initdb))
REDIS := $(shell command -v redis-server)
# Tests at once: as many as there are processors, eight at the most, and one more where they also wait for pages.
JOBS := $(shell echo $$(( $$(nproc) < 8 ? $$(nproc) : 8 )))
BROWSERS := $(shell expr $(JOBS) + 1)
PIP_INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
IGNORED := .venv .stamps tests static-collected
LOCK := .stamps/uv/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.PHONY: demo test test-postgres coverage mutants bench pictures messages lock chromium postgresql redis

demo: .stamps/installed
	@DEMO=1 $(PYTHON) manage.py migrate --no-input --verbosity 0
	@$(PYTHON) manage.py demo

test: .stamps/installed-dev chromium redis
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	DEBUG=1 .venv/bin/mypy
	DATABASE_URL=sqlite://:memory: $(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m pytest -n $(JOBS) --dist worksteal --ignore=tests/browser
	$(PYTHON) -m pytest -n $(BROWSERS) --dist worksteal tests/browser

# Whatever asks the database, once more on PostgreSQL: the one that DATABASE_URL names, or one of its own.
test-postgres: .stamps/installed-dev chromium redis postgresql
	$(PYTHON) -m tests.servers $(PYTHON) -m pytest -n $(JOBS) --dist worksteal -m database --ignore=tests/browser
	$(PYTHON) -m tests.servers $(PYTHON) -m pytest -n $(BROWSERS) --dist worksteal -m database tests/browser

# How much of the code the tests run, branch by branch: the text library by its own tests, the rest by all but the browser's.
# It fails below what is promised: of the library, every line and every branch.
coverage: .stamps/installed-dev
	rm -f .coverage .coverage.*
	$(PYTHON) -m coverage run --source=corrections.text -m pytest tests/text
	$(PYTHON) -m coverage combine --quiet
	$(PYTHON) -m coverage report --fail-under=100
	rm -f .coverage
	$(PYTHON) -m coverage run --omit='corrections/migrations/*,corrections/bounded_worker.py,corrections/text/*' \
		-m pytest --ignore=tests/browser --ignore=tests/text
	$(PYTHON) -m coverage combine --quiet
	$(PYTHON) -m coverage report --fail-under=95

# For maintainers: which changes of the text library no test notices (hours; `make mutants ONLY='corrections.text.chain*'`).
mutants: .stamps/installed-dev
	rm -rf mutants
	.venv/bin/mutmut run --max-children 1 $(ONLY)
	.venv/bin/mutmut results

# Each benchmark prints its own table.
bench: .stamps/installed-dev
	@set -e; for file in tests/bench/[a-z]*.py; do $(PYTHON) -m "tests.bench.$$(basename "$$file" .py)"; done

# The pictures of the README, from the demonstration as it is now.
pictures: .stamps/installed-dev chromium
	$(PYTHON) -m tests.browser.pictures

# For maintainers: collects what the pages say into the catalogues, and compiles these; it needs gettext's tools.
# In between, what is new is translated in the .po files, and what is marked fuzzy is looked at.
messages: .stamps/installed
	$(PYTHON) manage.py makemessages --locale zh_Hans --no-location --no-wrap --no-obsolete $(IGNORED:%=--ignore=%)
	$(PYTHON) manage.py compilemessages --locale zh_Hans $(IGNORED:%=--ignore=%)

# For maintainers: writes the locks anew from pyproject.toml; no address may stand in them.
# `make lock UPGRADE=--upgrade` takes the newest versions.
lock: .stamps/uv/bin/uv
	$(LOCK) $(UPGRADE) pyproject.toml --output-file requirements.txt
	$(LOCK) $(UPGRADE) pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@! grep -n '://' requirements.txt requirements-dev.txt

# $(call apt_install,PACKAGES): as root, by sudo, or not at all and then with a sentence that says what to do.
define apt_install
	@if ! command -v apt-get >/dev/null || { [ "$$(id -u)" != 0 ] && ! command -v sudo >/dev/null; }; then \
		echo "This needs $(1), which cannot be installed from here: install it, then run make again." >&2; exit 1; \
	fi; \
	echo "Installing $(1) ..." >&2; \
	as_root() { if [ "$$(id -u)" = 0 ]; then "$$@"; else sudo "$$@"; fi; }; \
	as_root apt-get update -qq && \
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null
endef

chromium:
ifeq ($(CHROMIUM),)
	$(call apt_install,chromium-headless-shell fonts-noto-core fonts-noto-cjk)
endif

postgresql:
ifeq ($(POSTGRESQL),)
	$(call apt_install,postgresql)
endif

redis:
ifeq ($(REDIS),)
	$(call apt_install,redis-server)
endif

.stamps/venv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer as python3.")'
ifneq ($(shell python3 -c 'import ensurepip, venv' 2>&1),)
	$(call apt_install,python3-venv)
endif
	@python3 -m venv .venv
	@mkdir -p $(@D) && touch $@

.stamps/installed: requirements.txt .stamps/venv
	@echo "Installing what requirements.txt lists ..." >&2
	@$(PIP_INSTALL) --requirement $<
	@touch $@

.stamps/installed-dev: requirements-dev.txt .stamps/venv
	@echo "Installing what requirements-dev.txt lists ..." >&2
	@$(PIP_INSTALL) --requirement $<
	@touch $@

.stamps/uv/bin/uv: .stamps/venv
	@python3 -m venv .stamps/uv && .stamps/uv/bin/pip install --quiet --disable-pip-version-check uv
