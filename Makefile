# `make demo` and `make test` work on a machine that has only Python 3.11 or later, make and a C compiler.
#
#   PYTHON=python3.12   what to make the environment with (default: the first that works, see scripts/install.sh)
#   VENV=build/3.12     where to install; to change PYTHON, name another or `make clean` first
#   UV=                 do not use uv even when it is there
#   TEST=tests/law      what to test; PYTEST="-n 2 -x" how

.POSIX:

VENV = .venv
UV = uv
LOCK = requirements.lock
TEST =
PYTEST = -n 2 --dist worksteal -q
EXAMPLE = examples/deepseek-v3-on-h20-china.yaml
ON = 2026-11-22

PY = $(VENV)/bin/python
INSTALLED = $(VENV)/.installed

.PHONY: help demo test install lint verify lock schemas law golden bench clean

help:
	@echo 'make demo      check DeepSeek-V3 on eight H20, print the answer, write report.html'
	@echo 'make test      run the tests'
	@echo 'make lint      style, types, architecture'
	@echo 'make verify    all of it at full counts, on every Python found, with the newest and the oldest dependencies'
	@echo 'make schemas   write schemas/ from the vocabulary and the policies'
	@echo 'make law       write docs/law.md, the table of all thresholds, from the policies'
	@echo 'make golden    write the expected texts of the tests anew, for review in the diff'
	@echo 'make lock      pin the dependencies anew (needs a network)'
	@echo 'make bench     measure the promises of benchmarks/README.md'
	@echo 'make clean     remove what these commands made'

demo: $(INSTALLED)
	$(PY) -m govern check $(EXAMPLE) --on $(ON)
	$(PY) -m govern report $(EXAMPLE) --on $(ON) -o report.html
	@echo 'The same as a page to read or print: report.html'

test: $(INSTALLED)
	$(PY) -m pytest $(PYTEST) $(TEST)

install: $(INSTALLED)

$(INSTALLED): pyproject.toml $(LOCK) scripts/install.sh
	@PYTHON='$(PYTHON)' VENV='$(VENV)' UV='$(UV)' LOCK='$(LOCK)' sh scripts/install.sh
	@touch $(INSTALLED)

lint: $(INSTALLED)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -q tests/test_architecture.py

verify: lint
	@UV='$(UV)' sh scripts/verify.sh

lock: $(INSTALLED)
	@VENV='$(VENV)' UV='$(UV)' sh scripts/lock.sh

schemas: $(INSTALLED)
	@for name in declaration policy assessment obligations cases catalogue vocabulary claims; do \
		$(PY) -m govern schema $$name >schemas/.new && mv schemas/.new schemas/$$name.schema.json || exit 1; \
	done

# As of the newest day through which a policy file was verified, so that the page depends on the files alone.
law: $(INSTALLED)
	$(PY) -m govern policies table -o docs/law.md

golden: $(INSTALLED)
	GOVERN_UPDATE_GOLDEN=1 $(PY) -m pytest -q -m golden $(TEST)

bench: $(INSTALLED)
	@for file in benchmarks/*.py; do \
		[ -f "$$file" ] || continue; \
		echo "== $$file"; $(PY) "$$file" || exit 1; \
	done

clean:
	rm -rf .venv build dist report.html .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
