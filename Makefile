# run: build and open the workstation; test: everything this machine can carry; check: lints, formatting, generated files;
# bench: the figures of the budgets; fuzz: over 10,000 made-up requests on each store.

CARGO ?= cargo

.PHONY: run test cluster check bench fuzz update

run:
	$(CARGO) build --release --bin fp --bin fp-server
	@exec target/release/fp --local

test:
	@.ci/test

# The suites that need a Kubernetes cluster, alone: brings one up, with a node where root is available.
cluster:
	@.ci/cluster

check:
	@.ci/check

bench:
	@.ci/bench

# Over 10,000 requests made up from the API's own document, on each store.
fuzz:
	@.ci/schemathesis
	@FP_STORE=mongodb .ci/schemathesis

# Rewrites everything that is generated: the OpenAPI document, key table, rules and snapshots.
update:
	UPDATE_DOCS=1 INSTA_UPDATE=always $(CARGO) test --workspace
