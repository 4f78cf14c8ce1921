# The menu. `make` alone builds the site. On Windows, or without make: python build.py [COMMAND].
# A Python other than python3: make test PYTHON=python3.13. Options: make build ARGS="--strict".

PYTHON ?= python3

.DEFAULT_GOAL := build
.PHONY: build serve check test test-fast test-all golden lint bench lock clean

build: ; $(PYTHON) build.py build $(ARGS)
serve: ; $(PYTHON) build.py serve $(ARGS)
check: ; $(PYTHON) build.py check $(ARGS)
test:  ; $(PYTHON) build.py test $(ARGS)
test-fast: ; $(PYTHON) build.py test --fast
test-all: ; $(PYTHON) build.py test --all
golden: ; $(PYTHON) build.py test tests/test_golden.py --renew
lint:  ; $(PYTHON) build.py lint
bench: ; $(PYTHON) build.py bench $(ARGS)
lock:  ; $(PYTHON) bootstrap/lock.py $(ARGS)
clean: ; rm -rf output .cache
