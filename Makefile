# Common commands. On Windows, use the commands in README.md and CONTRIBUTING.md.

PYTHON = .venv/bin/python

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

run: .venv/installed ## Start the app, open it in a browser and notice changes to the code
	$(PYTHON) -m streamlit run app.py --server.fileWatcherType auto

test: .venv/installed ## Run the tests in two processes
	$(PYTHON) -m pytest -n 2 --dist worksteal

check: .venv/installed ## Check style and types, then run the tests: what must pass before a change is merged
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -n 2 --dist worksteal

words: .venv/installed ## Bring the Japanese and Chinese catalogues up to date with the code, and check them
	$(PYTHON) -m ui.locale

constraints: ## Pin the newest versions of all indirect dependencies (needs uv)
	grep -hv '^-' requirements.txt requirements-dev.txt | uv pip compile --quiet --universal --python-version 3.11 \
	  --upgrade --custom-compile-command "make constraints" --output-file constraints.txt --extra cluster pyproject.toml -

.venv/installed: requirements.txt requirements-dev.txt constraints.txt
	python3 -m venv .venv
	$(PYTHON) -m pip install -q -r requirements-dev.txt
	touch $@

.PHONY: help run test check words constraints
