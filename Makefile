# make demo    start the sample branch and the app
# make test    run the tests
# make check   format, lint, types, import contracts
# make soak    hours of it: 200 kills of either side, a minute of typing, the mutants that show rarely
# make sim     run more seeds of the sync simulation: make sim SEEDS=2000 STEPS=400 START=0 [DATABASE=postgres] [SIM_MUTANT=name]
# make contract  play thousands of requests against the routes: make contract CASES=5000
# make openapi   write docs/openapi.json again, after a change of a route or of what travels
# make bench-server  measure the server: pushes, a county of branches, many devices, sign-ins, idle long polls (BENCH=--branches=5000)
# make bench   measure everything beside what people would use instead, and write the table of both READMEs (BENCH="start keys", BENCH=--quick)
# make bench-rivals  the same beside programs that need npm or Debian packages: PouchDB, Yjs, taskwarrior
# make shots   look at all screens anew: text of every stop of the tour in tests/screens/shots, and the pictures of the READMEs
# make pictures  write the pictures of the READMEs and docs/pictures again
# make catalog LANG=xx  write or renew tui/i18n/xx.po, a catalog to be filled: a third language is that one file
# make bundle  everything a machine without a network needs, as one archive in dist/, then tried in an empty environment
#              (BUNDLE="--python 3.12 --platform win_amd64" for another machine than this one; such a one is not tried)
# make lock    resolve the lock files again (UPGRADE=--upgrade takes newer versions)
# make lock-rivals  resolve the lock files of the programs compared with that come from PyPI
# Needs make and Python 3.11 or newer; PYTHON=… chooses one.

.PHONY: demo test shots pictures check soak sim contract openapi bench bench-rivals bench-server catalog bundle lock lock-rivals setup
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
BUNDLE ?=

demo: setup
	$(BIN)/xinde demo

# Tests that watch a terminal as a person would run two at a time, so that each has a core; all others share the cores.
test: setup
	$(BIN)/python -m pytest -m "not alone" -n auto --dist worksteal
	$(BIN)/python -m pytest -m alone -n 2 --dist worksteal

# A change of a screen is looked at as a change of its text: git diff tests/screens/shots.
shots: setup
	SHOTS=write $(BIN)/python -m pytest -q -n 2 tests/screens/test_shots.py -k look
	$(BIN)/python -m tests.screens.pictures

# The pictures are drawn by the same tour.
pictures: shots

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

soak: setup
	XINDE_SOAK=1 $(BIN)/python -m pytest tests/e2e/test_client_kill.py tests/e2e/test_server_kill.py tests/e2e/test_bad_line.py \
		tests/e2e/test_typing_killed.py tests/unit/test_cache_process.py tests/server/test_canary.py tests/sim/test_mutants.py tests/screens/test_language.py

sim: setup
	$(BIN)/python -m tests.sim $(SEEDS) $(STEPS) $(START) --database $(DATABASE)

contract: setup
	CASES=$(CASES) $(BIN)/python -m pytest tests/server/test_contract.py --timeout 3600

openapi: setup
	$(BIN)/python -m server_stub.openapi docs/openapi.json

# For a quiet machine: figures are taken beside each other, but what else runs still shows. Half an hour each on 2 cores.
bench: setup
	$(BIN)/python -m bench $(BENCH)

bench-rivals: setup
	$(BIN)/python -m bench --rivals $(BENCH)

# Server and clients share the machine: let nothing else run beside it.
bench-server: setup
	$(BIN)/python -m bench.load $(BENCH)

# The locale of the shell is called LANG too: only a language named on the command line counts.
catalog: setup
	$(BIN)/python -m tui.i18n.template $(if $(filter command line,$(origin LANG)),$(LANG))

bundle: setup
	$(BIN)/python .ci/bundle/make.py dist $(BUNDLE)
	@case '$(BUNDLE)' in *--platform*) ;; *) .ci/bundle/try "`ls -t dist/xinde-*-offline.tar.gz | head -n 1`" ;; esac

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

# Each in an environment of its own; what they need of a package is named in the .in file. npm packages: bench/rivals/npm.
lock-rivals:
	@set -e; $(find_python); \
	scratch=`mktemp -d`; trap 'rm -rf "$$scratch"' EXIT; \
	$$python -m venv "$$scratch"; \
	"$$scratch/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'; \
	for rival in posting harlequin merge; do \
		"$$scratch/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock-rivals' $(UPGRADE) \
			--output-file bench/rivals/$$rival.lock bench/rivals/$$rival.in; \
	done
