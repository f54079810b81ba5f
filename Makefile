# The front door. `make run` starts the studio, `make test` is what a change must pass.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

TARGET := $(abspath $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target))
# Tools that are built here live beside what else is built here, so a cached target directory keeps them.
TOOLS := $(TARGET)/tools
export PATH := $(TOOLS)/bin:$(PATH)
SERVICES := scripts/test-services
NEXTEST_PROFILE ?= $(if $(CI),ci,default)
CARGO_DENY_VERSION := 0.20.2
NEXTEST_VERSION := 0.9.143
WITH_WEB := $(wildcard web/package.json)

.PHONY: help run build dist test test-rust test-web check fmt fmt-check clippy tidy licences audit bench e2e soak fuzz \
  services services-down assets tools-node tools-cargo web-install web-build

help: ## lists these words
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: build ## builds everything and runs the studio on http://localhost:8080, data in ./data
	@$(TARGET)/release/fluxstudio serve

build: tools-cargo web-build ## builds the web application and the server (release)
	cargo build --release --locked --package fluxstudio

dist: tools-cargo web-build ## builds the binary that is shipped (slower to build, smaller and faster)
	cargo build --profile dist --locked --package fluxstudio
	@ls -lh $(TARGET)/dist/fluxstudio

test: tools-cargo fmt-check clippy tidy licences ## everything that must be green, Rust and web, against real servers
	@$(SERVICES) with $(MAKE) test-rust test-web

# One profile (dev) for checks, tests and the binary of the browser tests, so that nothing is compiled twice.
test-rust: assets ## Rust tests, on SQLite and on the servers of scripts/test-services
	@if cargo nextest --version >/dev/null 2>&1; then \
	  cargo nextest run --workspace --locked --profile $(NEXTEST_PROFILE); \
	else \
	  echo "cargo-nextest is not installed (cargo install --locked cargo-nextest@$(NEXTEST_VERSION)); using cargo test"; \
	  cargo test --workspace --locked --quiet; \
	fi

ifneq ($(WITH_WEB),)
test-web: web-install ## type check, lint, unit tests, build and browser tests of the web application
	cd web && npm run typecheck && npm run lint && npm run test && npm run build
	@$(MAKE) e2e
else
test-web:
	@echo "there is no web/package.json: nothing to test there"
endif

check: tools-cargo fmt-check clippy tidy ## the quick part of `make test`: format, lints, house rules

fmt: ## formats all Rust and web code
	cargo fmt --all
ifneq ($(WITH_WEB),)
	cd web && npm run --if-present format
endif

fmt-check:
	cargo fmt --all --check

# The binary embeds web/dist, so the folder must exist even where nothing was built into it.
assets:
	@mkdir -p web/dist

clippy: assets
	cargo clippy --workspace --all-targets --locked -- -D warnings

tidy: ## holds the tree against the house rules
	@cargo xtask tidy

licences: ## licences, banned crates and sources of every dependency
	@command -v cargo-deny >/dev/null || \
	  { echo "installing cargo-deny $(CARGO_DENY_VERSION) into $(TOOLS) (about two minutes, once)"; \
	    cargo install --quiet --locked --root $(TOOLS) --target-dir $(TOOLS)/build cargo-deny@$(CARGO_DENY_VERSION); \
	    rm -rf $(TOOLS)/build; }
	@cargo deny --log-level error check licenses bans sources

audit: ## known vulnerabilities of dependencies (asks the net for the advisory database)
	cargo deny check advisories
ifneq ($(WITH_WEB),)
	cd web && npm audit --omit=dev
endif

e2e: web-install ## browser tests against the real binary
	cargo build --locked --package fluxstudio
	cd web && FLUX_BIN=$(TARGET)/debug/fluxstudio npm run e2e

bench: build ## load on the release binary; writes docs/benchmarks.md (PEERS=1 measures other servers too)
	cargo build --release --locked --package bench
	cargo build --release --locked --package collab --example collab_load
	$(TARGET)/release/bench --folder $(TARGET)/bench --report docs/benchmarks.md $(if $(PEERS),--peers)

# The long form of what `make test` has in short.
soak: assets ## two hundred crashes of a real server, and every property with many more cases
	@$(SERVICES) with env FLUX_TEST_CRASH_ROUNDS=$${FLUX_TEST_CRASH_ROUNDS:-200} PROPTEST_CASES=$${PROPTEST_CASES:-2000} \
	  cargo nextest run --workspace --locked --profile soak

fuzz: ## the properties of pure code, with very many cases (PROPTEST_CASES)
	PROPTEST_CASES=$${PROPTEST_CASES:-50000} cargo nextest run --locked --profile soak -p kernel -p sanitize -p gate --lib

services: ## starts PostgreSQL, NATS and an S3 server for tests and leaves them running
	@$(SERVICES) up

services-down: ## stops what `make services` started
	@$(SERVICES) down

tools-cargo:
	@command -v cargo >/dev/null || { echo "Rust is needed (https://rustup.rs); the version is in Cargo.toml, rust-version"; exit 1; }

tools-node:
	@command -v node >/dev/null || { echo "Node.js 20 or newer is needed to build the web application (https://nodejs.org)"; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || \
	  { echo "Node.js 20 or newer is needed; this is $$(node --version)"; exit 1; }

ifneq ($(WITH_WEB),)
# Installed again only when the lock file is newer than what it made.
web-install: tools-node web/node_modules/.package-lock.json

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

web-build: web-install
	cd web && npm run build
else
web-install web-build:
	@echo "there is no web/package.json: the server is built without the web application"
endif
