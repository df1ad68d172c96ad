# run: build and open the workstation; test: everything this machine can carry; check: lints, formatting, generated files;
# bench: the figures of the budgets.

CARGO ?= cargo

.PHONY: run test check bench update

run:
	$(CARGO) build --release --bin fp --bin fp-server
	@exec target/release/fp --local

test:
	@.ci/test

check:
	@.ci/check

bench:
	@.ci/bench

# Rewrites everything that is generated: the OpenAPI document, key table, rules and snapshots.
update:
	UPDATE_DOCS=1 INSTA_UPDATE=always $(CARGO) test --workspace
