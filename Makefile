# Every target stands alone: it sets up first what it needs, which takes no time when nothing is to be done.
.DEFAULT_GOAL := help
SHELL := bash
python := .venv/bin/python
maitred := $(python) -m harness

.PHONY: help setup demo-setup lint-setup client-setup demo migrate plan status worker drain test lint races fuzz mutants bench bench-growth bench-outbox bench-planner docs lock clean database-url

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r name what; do printf '  %-8s %s\n' "$$name" "$$what"; done

setup: ## Install everything into .venv, and missing system packages, if any
	@scripts/setup

demo-setup:
	@scripts/setup demo

lint-setup:
	@scripts/setup lint

client-setup:
	@scripts/setup client

demo: demo-setup ## Watch a restaurant work, on a throw-away server
	@$(maitred) demo

migrate: database-url client-setup ## Bring the database at DATABASE_URL up to date
	@$(maitred) migrate

plan: database-url client-setup ## Show what migrate would do
	@$(maitred) plan

status: database-url client-setup ## Say whether that database is current, behind, changed or newer
	@$(maitred) status

worker: database-url client-setup ## Send emails and run assignment jobs until stopped
	@$(maitred) worker

drain: database-url client-setup ## Send and run what is due now, then stop
	@$(maitred) drain

test: setup ## Run every check there is
	@scripts/test

lint: lint-setup ## Run the static checks alone
	@scripts/test lint

races: setup ## Make many clients collide in every order, crash and lose track of time, on throw-away servers
	@MAITRED_RACES=all $(python) -m pytest -m races -q -s

fuzz: setup ## Call every function as every role with hostile values, 20,000 times
	@MAITRED_FUZZ=$${MAITRED_FUZZ:-20000} MAITRED_FUZZ_SEED=$${MAITRED_FUZZ_SEED:-$$RANDOM} \
		$(python) -m pytest -q -s harness/tests/test_fuzz.py

mutants: setup ## Put small faults into the SQL one by one, and list which of them the tests notice
	@$(python) -m harness.dev.mutants

bench: setup ## Measure throughput, on a throw-away server (also: make bench-growth, bench-outbox, bench-planner)
	@scripts/bench

bench-growth: setup
	@scripts/bench-growth

bench-outbox: setup
	@scripts/bench-outbox

bench-planner: setup
	@scripts/bench-planner

docs: setup ## Write the reference into docs/: functions, tables, errors, events, emails, vocabulary, states, calls
	@$(python) -m harness.dev.docs

lock: ## Pin the Python packages again
	@scripts/lock

clean: ## Remove everything that can be made again
	@rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

database-url:
	@[[ -n "$$DATABASE_URL" ]] || { echo "DATABASE_URL is not set: export DATABASE_URL=postgresql://user@host:5432/database" >&2; exit 1; }
