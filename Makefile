# make book · make year YEAR=2027 · make test · make check · make serve · make accept
# make simulate
PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: book year test check serve accept simulate lint
book: $(READY)
	$(BIN)/sharing build

year: $(READY)
	$(BIN)/sharing build --year $(YEAR)

check: $(READY)
	$(BIN)/sharing check

serve: $(READY)
	$(BIN)/sharing serve

accept: $(READY)
	$(BIN)/sharing accept

simulate: $(READY)
	$(BIN)/sharing simulate

lint: $(READY)
	$(BIN)/ruff check scripts tests
	$(BIN)/ruff format --check scripts tests

# A step that Chromium did not do, or not in time, is tried once more, and the report says so: about
# once in a thousand pages headless Chromium stops to draw a tab. What is found wrong is not asked again.
AGAIN := --reruns 1 --only-rerun '^(TimeoutError|TargetClosedError|Error): ' -rR

# Speed is measured alone: beside other tests the machine's load would be measured instead.
test: book lint
	$(BIN)/python -m pytest $(AGAIN) tests/test_site_speed.py
	$(BIN)/sharing forked $(BIN)/python -m pytest -n 2 --dist loadfile --durations 30 --nbval \
		$(AGAIN) --ignore tests/test_site_speed.py tests book

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)
