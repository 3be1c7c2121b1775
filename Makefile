# The targets a contributor needs; `make` alone lists them.
SHELL := /bin/bash
FILTER ?=
EXAMPLE ?=
BIND ?=
ENGINE ?=
OPERATOR ?=
QUICK ?=
N ?= 1000
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test selftest fuzz examples bench golden lint format docs clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  \1\t/' | expand -t 14

demo: ## one policy from file to proof, on a throwaway server: install what is missing, build, show
	@.ci/setup demo
	@.ci/demo

test: ## install what the tests need, then run them (FILTER=Name for some)
	@.ci/setup test
	swift test $(if $(FILTER),--filter '$(FILTER)')

selftest: ## show the verifier every mutant of every example (for some: EXAMPLE=freight BIND=session ENGINE=postgresql OPERATOR=key-dropped; few cells: QUICK=1)
	@.ci/setup test
	swift run --configuration release --quiet self-test $(if $(OPERATOR),--operator $(OPERATOR)) $(if $(QUICK),--quick) \
	  $(if $(strip $(EXAMPLE) $(BIND) $(ENGINE)),--only $(EXAMPLE) $(BIND) $(ENGINE))

fuzz: ## hold random policies against their databases, cell by cell (N=2000 SEED=7)
	@.ci/setup fuzz
	swift run --configuration release --quiet fuzz --policies $(N) --seed $(SEED)

examples: ## take every example through schema, check, generate, migrate, verify and back
	swift build --quiet
	@.ci/examples

bench: ## what the policies cost against a hand-written WHERE, and the tool's own times
	swift build --configuration release --product bailiwick --quiet
	@.ci/bench

golden: ## regenerate what is generated and kept: the SQL that the tool carries, the snapshots of the examples
	.ci/embed-sql
	swift build
	for folder in sql/examples/*; do \
	  schema=$$(sed -n 's/^CREATE SCHEMA \(.*\);/\1/p' $$folder/schema.sql); \
	  .build/debug/bailiwick schema --schema $$schema --sandbox $$folder/schema.sql -o $$folder/schema.json; \
	done
	BAILIWICK_GOLDEN=write swift test --filter 'PlanTests|ShowTests' >/dev/null
	git --no-pager diff --stat -- sql

lint: ## check the format
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

format: ## mend the format
	swift format --in-place --parallel --recursive Sources Tests Package.swift

docs: ## write the language reference into .build/docs; stops at a comment that links to nothing
	@.ci/docs

clean: ## remove what was built
	rm -rf .build
