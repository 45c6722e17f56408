# Two commands: `make demo` and `make test`. Both install everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint format bench bundle contact-sheet wheel clean

$(READY): pyproject.toml constraints.txt .ci/prepare
	PYTHON=$(PYTHON) VENV=$(VENV) .ci/prepare
	touch $(READY)

demo: $(READY)
	$(BIN)/mineplan consolidate scenarios/iron.yaml
	@echo "Open the newest folder below runs/: documents/proposal.docx, documents/report.html, tables/tables.xlsx, plan.gpkg"

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# The map library of the pages; the result is committed, so that only this target needs Node.js.
BUNDLE := templates/vendor/ol
bundle:
	mkdir -p build/ol
	cp $(BUNDLE)/package.json $(BUNDLE)/*.mjs build/ol/
	cd build/ol && npm install --no-package-lock --no-audit --no-fund --ignore-scripts
	cd build/ol && npm run bundle -- --outfile=$(CURDIR)/$(BUNDLE)/ol.js
	cd $(BUNDLE) && sha256sum ol.js > ol.js.sha256

# Pages and sheets of the sample documents for the README; needs LibreOffice and poppler-utils.
contact-sheet: $(READY)
	$(BIN)/python docs/contact_sheet.py

wheel: $(READY)
	$(BIN)/python -m build --wheel --no-isolation

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
