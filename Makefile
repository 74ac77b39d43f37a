# make demo    start the sample branch and the app
# make test    run the tests
# make check   format, lint, types, import contracts
# make soak    hours of it: 200 kills of either side, a minute of typing, the mutants that show rarely
# make sim     run more seeds of the sync simulation: make sim SEEDS=2000 STEPS=400 START=0 [DATABASE=postgres] [SIM_MUTANT=name]
# make contract  play thousands of requests against the routes: make contract CASES=5000
# make openapi   write docs/openapi.json again, after a change of a route or of what travels
# make bench-server  measure the server: pushes, a county of branches, many devices, sign-ins, idle long polls (BENCH=--branches=5000)
# make lock    resolve the lock files again (UPGRADE=--upgrade takes newer versions)
# Needs make and Python 3.11 or newer; PYTHON=… chooses one.

.PHONY: demo test check soak sim contract openapi bench-server lock setup
.DEFAULT_GOAL := setup
.DELETE_ON_ERROR:

BIN := .venv/bin
STAMP := .venv/.installed
CATALOGS := $(patsubst %.po,%.mo,$(wildcard tui/i18n/*.po))

# Without compiled files every one of the hundreds of processes the tests start compiles the program anew (0.3 s each), and every
# worker of the tests all of their modules (8 s each).
unexport PYTHONDONTWRITEBYTECODE

SEEDS ?= 200
STEPS ?= 200
START ?= 0
CASES ?= 3000
DATABASE ?= sqlite
UPGRADE ?=
BENCH ?=

demo: setup
	$(BIN)/xinde demo

# Tests that watch a terminal as a person would run two at a time, so that each has a core; all others share the cores.
test: setup
	$(BIN)/python -m pytest -m "not alone" -n auto --dist worksteal
	$(BIN)/python -m pytest -m alone -n 2 --dist worksteal

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

soak: setup
	XINDE_SOAK=1 $(BIN)/python -m pytest tests/e2e/test_client_kill.py tests/e2e/test_server_kill.py tests/e2e/test_bad_line.py \
		tests/e2e/test_typing_killed.py tests/unit/test_cache_process.py tests/server/test_canary.py tests/sim/test_mutants.py

sim: setup
	$(BIN)/python -m tests.sim $(SEEDS) $(STEPS) $(START) --database $(DATABASE)

contract: setup
	CASES=$(CASES) $(BIN)/python -m pytest tests/server/test_contract.py --timeout 3600

openapi: setup
	$(BIN)/python -m server_stub.openapi docs/openapi.json

# Server and clients share the machine: let nothing else run beside it.
bench-server: setup
	$(BIN)/python -m bench.load $(BENCH)

setup: $(STAMP) $(CATALOGS)

# A checkout changes file times without changing the files, so the stamp also holds what was installed.
$(STAMP): requirements-dev.lock pyproject.toml
	@now=`cat requirements-dev.lock pyproject.toml | cksum`; \
	if [ -x $(BIN)/python ] && [ -f $@ ] && [ "$$now" = "`cat $@`" ]; then touch $@; exit 0; fi; \
	set -e; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		$(find_python); \
		echo "setting up .venv with $$python ($$($$python --version))"; \
		rm -rf .venv; \
		$$python -m venv .venv; \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	echo "$$now" > $@

# All catalogs are compiled at once; a second target of the same run finds nothing left to do.
tui/i18n/%.mo: tui/i18n/%.po $(STAMP)
	@$(BIN)/python -m tui.i18n.compile

# Sets $python to the first Python that is new enough and can make an environment, or ends with what to do.
define find_python
	python=; partial=; \
	for candidate in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
		$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
		if $$candidate -c 'import venv, ensurepip' >/dev/null 2>&1; then python=$$candidate; break; fi; \
		partial=$${partial:-$$candidate}; \
	done; \
	if [ -z "$$python" ] && [ -n "$$partial" ]; then \
		echo "$$partial is here, but cannot make a virtual environment (venv or ensurepip is missing)." >&2; \
		echo "On Debian or Ubuntu: sudo apt install python3-venv; then run make again." >&2; \
		exit 1; \
	elif [ -z "$$python" ]; then \
		echo "Python 3.11 or newer is needed, and none was found as python3.11 ... python3.14, python3 or python." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python" >&2; \
		exit 1; \
	fi
endef

# uv resolves once for every Python >= 3.11 and every system; it lives in a folder of this run only.
lock:
	@set -e; $(find_python); \
	scratch=`mktemp -d`; trap 'rm -rf "$$scratch"' EXIT; \
	$$python -m venv "$$scratch"; \
	"$$scratch/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'; \
	resolve() { \
		"$$scratch/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UPGRADE) pyproject.toml "$$@"; \
	}; \
	resolve --output-file requirements.lock; \
	resolve --extra dev --extra postgres --constraint requirements.lock --output-file requirements-dev.lock
