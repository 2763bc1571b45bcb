# The course and its library. `make` alone lists what can be made.
#
#   VENV=...          where the environment goes (default .venv)
#   PYTHON=...        which Python makes it (default: the first suitable one, tools/find_python.sh)
#   ARGS="..."        further arguments for pytest
#   BROWSER=          set and empty: `make lab` prints its address and opens nothing

VENV ?= .venv
CONSTRAINTS ?= constraints.txt
EXTRAS ?= test
WORKERS ?= 2
PROFILE ?= default
ARGS ?=
NB ?=
SETTINGS ?=
NAMES ?=
FOLDER ?=
BROWSER_OPENS = $(filter-out none headless,$(BROWSER))

PY = $(VENV)/bin/python
RUN = PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
export PYTHON

# An environment remembers the folder that it was made in; once that has moved, it is made anew.
ifneq ($(shell cat $(VENV)/.made-in 2>/dev/null),$(CURDIR))
MOVED = moved
endif

.PHONY: help lab setup setup-test setup-data test test-all test-floor test-newest test-hub test-kernels notebooks times lint format hooks data exercises reset grade experiments film dist bench bench-browser scaling constraints clean moved browser browser-offline test-browser-edition

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

# ---------------------------------------------------------------------------------- environments

$(VENV)/.made-in: $(MOVED)
	@python=$$(sh tools/find_python.sh) || exit 1; \
	echo "Making an environment in $(VENV) with $$python"; \
	"$$python" -m venv --clear $(VENV) || { \
	  echo "Python could not make an environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@mkdir -p $(VENV)/share/jupyter/lab/settings  # no questions about news before the first lesson
	@cp tools/jupyterlab_overrides.json $(VENV)/share/jupyter/lab/settings/overrides.json
	@echo "$(CURDIR)" > $@

# $(1): what to install. pip's own words come first, then what to do about the usual cause.
define install
	@$(PY) -m pip install --quiet --disable-pip-version-check $(addprefix -c ,$(CONSTRAINTS)) $(1) || { \
	  echo "" >&2; \
	  echo "pip could not install the packages; its reason stands above." >&2; \
	  echo "If it speaks of connections, retries or \"no matching distribution\", pip cannot reach its package index:" >&2; \
	  echo "check the network, and behind a proxy set HTTPS_PROXY; then run the same command again." >&2; \
	  exit 1; }
endef

$(VENV)/.stamp-learner: pyproject.toml $(CONSTRAINTS) $(VENV)/.made-in
	@echo "Installing what the course needs, in pinned versions: about half a minute"
	$(call install,-e .)
	@touch $@

$(VENV)/.stamp-test: pyproject.toml $(CONSTRAINTS) $(VENV)/.made-in
	@echo "Installing what the course and its tests need, in pinned versions: about a minute"
	$(call install,-e ".[$(EXTRAS)]")
	@touch $(VENV)/.stamp-learner $@

$(VENV)/.stamp-data: pyproject.toml $(CONSTRAINTS) $(VENV)/.made-in
	@echo "Installing what the packed data are built from, in pinned versions"
	$(call install,-e ".[data]")
	@touch $@

BOOK_EXTRAS = book,test
$(VENV)/.stamp-book: pyproject.toml $(CONSTRAINTS) $(VENV)/.made-in
	@echo "Installing what the book and the slides are made with, in pinned versions"
	$(call install,-e ".[$(BOOK_EXTRAS)]")
	@touch $(VENV)/.stamp-learner $@

setup: $(VENV)/.stamp-learner ## make the environment that the course runs in
setup-test: $(VENV)/.stamp-test ## the same, and what the tests need
setup-data: $(VENV)/.stamp-data ## the same, and what the packed data are built from

# ------------------------------------------------------------------------------------- the course

# JupyterLab's messages are many; the address stands in the last of them. Root, as in a container,
# needs leave. Without a screen, or with BROWSER set and empty, no browser is looked for. A picture of
# one's own goes to the kernel as one message, of which a server takes 10 MB unless told otherwise.
lab: $(VENV)/.stamp-learner ## open the course in JupyterLab
	@set -- --ServerApp.root_dir="$(CURDIR)" \
	  --ServerApp.tornado_settings="{'websocket_max_message_size': 134217728}" \
	  --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb; \
	if [ "$$(id -u)" = 0 ]; then set -- "$$@" --allow-root; fi; \
	if [ -n "$(BROWSER_OPENS)" ] || { [ "$${BROWSER-unset}" = unset ] && \
	     { [ "$$(uname)" = Darwin ] || [ -n "$${DISPLAY:-}" ] || [ -n "$${WAYLAND_DISPLAY:-}" ]; }; }; \
	then echo "Opening the course in your browser; Ctrl-C here ends it"; \
	else set -- "$$@" --no-browser; echo "Open the address below in a browser; Ctrl-C here ends the course"; fi; \
	$(RUN) OPENBLAS_NUM_THREADS="$${OPENBLAS_NUM_THREADS:-1}" exec $(PY) -m jupyterlab "$$@"

# -------------------------------------------------------------------------------------- the checks

# One run of everything, so that one summary says it all: unit and property tests, every lesson's
# stored outputs (nbval), the browser. A file's tests stay on one worker: a notebook is one story. Files begin in
# the order of tests/conftest.py, the longest first.
# One thread of BLAS a worker: more of them than cores stand in each other's way, up to tenfold.
# The lessons run twice: in their folder, and as copies elsewhere whose kernels round as another processor does.
# Lesson 00 runs once: it recalls by Hebb's rule alone, whose sums are whole numbers, the same on every machine.
# All others round somewhere: means taken away, projection, Storkey's rule, heat, Gaussian couplings, phasors, softmax.
ELSEWHERE = .elsewhere/some/other/folder
TWICE = $(filter-out notebooks/00_%,$(wildcard notebooks/[0-9]*.ipynb notebooks/further/*.ipynb notebooks/annex/*.ipynb))
test: $(VENV)/.stamp-test ## run every test: the library, the lessons, the browser
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit; done; \
	echo "No Chromium on the PATH: the browser tests will $${HOPFIELD_REQUIRE_BROWSER:+fail, not }be skipped"
	@rm -rf .elsewhere; for notebook in $(TWICE); do \
	  mkdir -p "$(ELSEWHERE)/$$(dirname $$notebook)" && cp $$notebook "$(ELSEWHERE)/$$notebook" || exit 1; done
	$(RUN) HYPOTHESIS_PROFILE=$(PROFILE) HOPFIELD_CONSTRAINTS="$(CONSTRAINTS)" OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -n $(WORKERS) --dist loadfile \
	  --no-loadscope-reorder --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg --nbval-cell-timeout 120 \
	  $(wildcard tests notebooks solutions) $(ELSEWHERE) $(ARGS)

# Each version of Python in an environment of its own, thoroughly; then the oldest packages allowed.
test-all: ## run the tests on Python 3.11, 3.12, 3.13, 3.14 and with the oldest packages, thoroughly
	@failed=""; ran=""; absent=""; \
	for version in 3.11 3.12 3.13 3.14; do \
	  if python=$$(sh tools/find_python.sh $$version); then \
	    echo "== Python $$version: $$python"; ran="$$ran $$version"; \
	    $(MAKE) --no-print-directory test PROFILE=thorough PYTHON="$$python" VENV=.venvs/$$version || failed="$$failed $$version"; \
	  else absent="$$absent $$version"; fi; \
	done; \
	echo "== the oldest packages"; \
	$(MAKE) --no-print-directory test-floor || failed="$$failed floor"; \
	echo ""; \
	echo "Python versions tested:$${ran:- none}, and the oldest packages"; \
	[ -z "$$absent" ] || echo "Not found on this machine, so not tested:$$absent"; \
	if [ -n "$$failed" ]; then echo "FAILED:$$failed" >&2; exit 1; fi; \
	if [ -z "$$ran" ]; then echo "No Python of 3.11 to 3.14 was found: nothing was tested on them" >&2; exit 1; fi

# The stored outputs under every kernel of OpenBLAS that this processor has, with one thread and with two, and without
# NumPy's own vector instructions.
test-kernels: $(VENV)/.stamp-test ## run the notebooks as other processors would (NB=..., SETTINGS="Haswell:2 plain")
	$(RUN) $(PY) -m tools.test_kernels --workers 2 --settings $(SETTINGS) -- $(NB)

test-floor: ## run the tests with NumPy 2.0, SciPy 1.14 and Matplotlib 3.8, which browsers have
	@python=$$(sh tools/find_python.sh 3.12 || sh tools/find_python.sh 3.11) || { \
	  echo "the oldest packages need Python 3.12 or 3.11, and neither was found" >&2; exit 1; }; \
	$(MAKE) --no-print-directory test PYTHON="$$python" VENV=.venvs/floor CONSTRAINTS=constraints-floor.txt

# Learners' servers are processes of other users, so the Python must be one that all may run: the system's.
HUB_PROXY = configurable-http-proxy@5.3.0
test-hub: ## run a class on a real JupyterHub: as root, with users of this machine (needs npm)
	@command -v npm >/dev/null || { echo "npm is not there, and JupyterHub's proxy comes by it: install Node.js" >&2; exit 2; }
	@python="$(PYTHON)"; [ -n "$$python" ] || { [ ! -x /usr/bin/python3 ] || python=/usr/bin/python3; }; \
	$(MAKE) --no-print-directory setup-test PYTHON="$$python" VENV=.venvs/hub EXTRAS=test,hub
	@[ -x .venvs/hub/node/node_modules/.bin/configurable-http-proxy ] || \
	  npm install --silent --no-package-lock --no-save --prefix .venvs/hub/node $(HUB_PROXY)
	OPENBLAS_NUM_THREADS=1 .venvs/hub/bin/python -m pytest tests/hub $(ARGS)

test-newest: ## run the tests with the newest version of every package
	rm -rf .venvs/newest
	$(MAKE) --no-print-directory test VENV=.venvs/newest CONSTRAINTS=

lint: $(VENV)/.stamp-test ## check the style of modules and notebooks, and the types of modules
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) basedpyright
	$(PY) -m tools.normalise_notebooks --check

format: $(VENV)/.stamp-test ## put modules and notebooks into that style
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(PY) -m tools.normalise_notebooks

hooks: $(VENV)/.stamp-test ## let git check the style at each commit
	$(RUN) pre-commit install

# --------------------------------------------------------------------------------- what is rebuilt

notebooks: $(VENV)/.stamp-test ## run every lesson anew and store its outputs (NB=notebooks/01_x.ipynb: one)
	$(RUN) $(PY) -m tools.run_notebooks $(NB)

times: $(VENV)/.stamp-test ## seconds of every lesson and of the slowest cells, against the limits of the course
	$(RUN) $(PY) -m tools.run_notebooks --times $(NB)

exercises: $(VENV)/.stamp-test ## make the exercises that learners get from the solutions
	$(PY) -m tools.make_exercises

reset: $(VENV)/.stamp-learner ## an exercise as it was given out; what you wrote is kept (NB=exercises/01_binary_recall.ipynb)
	@[ -n "$(NB)" ] || { echo "make reset NB=exercises/01_binary_recall.ipynb" >&2; exit 2; }
	@$(PY) -m tools.keep_work "$(NB)"

grade: $(VENV)/.stamp-test ## grade submissions in sandboxes, into course/ (FOLDER=path: where they are)
	@[ -n "$(FOLDER)" ] || { echo "make grade FOLDER=the folder of the submissions" >&2; exit 2; }
	$(PY) -m hopfield_course.grading "$(FOLDER)" $(ARGS)

experiments: $(VENV)/.stamp-learner ## measure the large curves that the lessons load (NAMES="retrieval_4000": those again)
	$(PY) -m tools.run_experiments $(NAMES)

data: $(VENV)/.stamp-data ## build the packed data again from their sources
	$(PY) -m tools.build_data

dist: $(VENV)/.stamp-test ## build a wheel and an sdist, install them where nothing else is, and test them there
	$(PY) -m tools.make_dist

# JupyterLite has an environment of its own: beside JupyterLab, that would load its extension too.
define build_edition
	@$(MAKE) --no-print-directory setup-test VENV=.venvs/edition EXTRAS=browser
	.venvs/edition/bin/python -m tools.browser_edition $(1)
endef
browser: ## build the course as a static site that runs in a browser (build/browser; docs/browser.md)
	$(call build_edition)

browser-offline: ## the same, with all of Python in it (build/browser-offline)
	$(call build_edition,--offline)

# PART=short: some lessons and an exercise, and all that the page itself does. BUILT=1: as it was built before.
PART ?= all
BUILT ?=
test-browser-edition: $(VENV)/.stamp-test $(if $(BUILT),,browser-offline browser) ## build the browser edition and run all of it in a browser
	$(RUN) HOPFIELD_EDITION=$(PART) $(PY) -m pytest tests/edition -n $(WORKERS) --dist loadfile $(ARGS)

# What the pages load comes from npm, by name; Chromium measures the slides and prints the PDFs.
.PHONY: book book-pdf slides test-book
book: $(VENV)/.stamp-book ## make the book, a static site of all pages (build/book; INSTRUCTOR=1: with solutions)
	$(PY) -m tools.make_book $(if $(INSTRUCTOR),--instructor)

book-pdf: $(VENV)/.stamp-book ## the same, and print it (build/book.pdf)
	$(PY) -m tools.make_book --pdf $(if $(INSTRUCTOR),--instructor)

slides: $(VENV)/.stamp-book ## make a deck of slides of each lesson, and print it (build/slides)
	$(PY) -m tools.make_slides --pdf $(NB)

test-book: $(VENV)/.stamp-book ## make book and slides, and look at every page and slide in a browser
	$(PY) -m tools.make_book
	$(PY) -m tools.make_slides
	$(RUN) HOPFIELD_BOOK=1 OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -n $(WORKERS) tests/book tests/slides $(ARGS)

film: $(VENV)/.stamp-learner ## make the film of recalls that opens the README
	$(PY) -m tools.make_film

bench: $(VENV)/.stamp-test ## time the library beside other packages and the textbook's loops (a quarter of an hour)
	$(PY) -m benchmarks.blocks
	$(PY) -m benchmarks.run $(ARGS)

bench-browser: $(VENV)/.stamp-test ## time the explorers in JupyterLab, from the mouse to the new picture
	$(PY) -m benchmarks.browser $(ARGS)

scaling: $(VENV)/.stamp-test ## measure how time and memory grow with units, patterns and cues
	$(PY) -m benchmarks.scaling

constraints: ## choose the pinned versions anew
	@sh tools/pin.sh

clean: ## remove the environments and what tests left behind
	rm -rf .venv .venvs .elsewhere build .pytest_cache .ruff_cache .hypothesis tests/browser/screenshots
