# What a contributor types. `make check` is what must pass before a change lands.
GOFLAGS ?=
GOLANGCI ?= v2.6.2
BENCHTIME ?= 1s

.PHONY: help check test lint fmt bench fuzz cover docs

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

check: fmt lint test ## everything that must hold before a change lands

test: ## the tests, as the README says
	go test ./...

fmt: ## fails when a file is not gofmt'd
	@out=$$(gofmt -l cmd internal *.go); if [ -n "$$out" ]; then echo "not gofmt'd:"; echo "$$out"; exit 1; fi

lint: ## go vet, and golangci-lint when it is installed
	go vet ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run ./...; else echo "golangci-lint is not installed: go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)"; fi

bench: ## speed against the budgets of docs/architecture.md
	go test -p 1 -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./internal/...

fuzz: ## every fuzz target for FUZZTIME (default 5m) each
	@for pkg in $$(go list ./internal/...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $${FUZZTIME:-5m} $$pkg || exit 1; \
		done; \
	done

cover: ## statement coverage of the rooms
	go test -coverpkg=./internal/... -coverprofile=coverage.out ./... >/dev/null
	@go tool cover -func=coverage.out | tail -1

docs: ## generated pages: docs/reference.md, docs/checks, docs/faults, docs/fidelity.md, docs/formats.md, docs/imports.md, the tutorial
	go test ./internal/model ./internal/audit ./internal/fault ./internal/study ./internal/export ./internal/intake ./cmd/loadpath -update
