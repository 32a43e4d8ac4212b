# Two commands are all a newcomer needs: `make run` and `make test`.
# GPU=1 lets pip take PyTorch's default build; otherwise a CPU build is preferred.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX := .attest/index
EVAL := .attest/eval
PORT ?= 7860
SUBJECT := Do ISPs share suspected illegal pornography users
Q ?= $(SUBJECT) with law enforcement voluntarily or only after subpoenas?
TORCH := torch==2.13.0
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test ask check eval screenshots clean install dev
.DELETE_ON_ERROR:

run: $(INDEX)/catalogue.sqlite
	$(BIN)/attest serve --index $(INDEX) --port $(PORT) --first-question "$(Q)"

test: $(VENV)/.dev
	$(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

ask: $(INDEX)/catalogue.sqlite
	@$(BIN)/attest ask --index $(INDEX) "$(Q)"

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Ours and the baselines, all totals; the rows and the report page are written before anything is judged.
eval: $(INDEX)/catalogue.sqlite $(VENV)/.eval
	@mkdir -p $(EVAL)
	$(BIN)/attest eval run --index $(INDEX) --baselines --json $(EVAL)/last_run.jsonl --report $(EVAL)/last_run.html --against evals/last_run.json

# The README's pictures of the page, made on the bundled corpus.
screenshots: $(VENV)/.dev
	$(BIN)/python -m pytest tests/test_page_real.py -k pictures --screenshots

clean:
	rm -rf $(VENV) .attest build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage tests/artefacts

install: $(VENV)/.run
dev: $(VENV)/.dev

$(VENV)/.torch:
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing PyTorch ($(TORCH)) ..."
	@if [ -z "$(GPU)" ] && $(BIN)/python -m pip install --quiet --dry-run --report - $(TORCH) | grep -q '"nvidia'; then \
		$(PIP) uv && $(BIN)/uv pip install --quiet --python $(BIN)/python --torch-backend cpu $(TORCH); \
	else \
		$(PIP) $(TORCH); \
	fi
	touch $@

$(VENV)/.run: $(VENV)/.torch pyproject.toml constraints.txt
	@echo "Installing Attest ..."
	$(PIP) -e .
	touch $@

$(VENV)/.eval: $(VENV)/.run
	@echo "Installing what the baselines and the report need ..."
	$(PIP) -e ".[eval]"
	touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "Installing the development tools ..."
	$(PIP) -e ".[dev]"
	touch $@

# Ingest is incremental: with nothing changed it only compares hashes.
$(INDEX)/catalogue.sqlite: $(VENV)/.run corpus/sources.toml $(shell find corpus -name '*.md' -o -name '*.npz' 2>/dev/null)
	$(BIN)/attest ingest --index $(INDEX)
	touch $@
