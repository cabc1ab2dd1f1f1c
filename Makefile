# Hexward: `make` alone lists what can be made.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test test-all lint bench peers torture clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages that running needs, if any is missing
	@scripts/setup.sh run

setup-test: ## the same, with the packages that only the tests need
	@scripts/setup.sh test

run: ## build, load the demo, serve it: LISTEN=127.0.0.1:8080
	@scripts/run.sh

test: ## every check: page, format, lints, tests, docs, the page in a browser
	@scripts/test.sh

test-all: ## the same, and every journey of the page at every size, in both languages, and with a city
	@scripts/test.sh all

lint: ## the fast checks only: format, lints, types of the page
	@scripts/lint.sh

bench: ## the figures of BENCHMARKS.md, measured on this machine
	@scripts/bench.sh

peers: ## the run beside other programs, about half an hour on a quiet machine, and the builds before
	@scripts/peers/run.sh

torture: ## the long tests: those marked #[ignore], a million inputs for each fuzz target
	@scripts/torture.sh

clean: ## remove everything that was built, and the demo store
	cargo clean
	rm -rf .demo server/web/dist server/web/node_modules
