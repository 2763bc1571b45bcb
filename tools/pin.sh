#!/bin/sh
# Choose the pinned versions anew: one set for Python 3.11 to 3.14, and one with the oldest
# NumPy, SciPy, Matplotlib and Pillow allowed. Only names and versions are written, never where
# the packages came from.
set -eu

here=.venvs/pin
[ -x $here/bin/uv ] || {
    "$(sh tools/find_python.sh)" -m venv $here
    $here/bin/python -m pip install --quiet --disable-pip-version-check uv
}

pin() {
    output=$1
    shift
    $here/bin/uv --quiet --no-config pip compile pyproject.toml --no-header --no-annotate --no-emit-index-url \
        --no-emit-find-links --universal --python-version 3.11 --fork-strategy fewest --upgrade \
        "$@" -o "$output.new"
}

pin constraints.txt --extra test --extra data --extra book --extra browser --extra hub
{
    echo "# The versions that the course is tested with, on Python 3.11 to 3.14: make constraints"
    cat constraints.txt.new
} >constraints.txt

# Whatever else these old packages need stays as new as they allow.
{
    echo 'numpy==2.0.*'
    echo 'scipy==1.14.*'
    echo 'matplotlib==3.8.*'
    echo 'pillow==10.2.*'
    # Matplotlib 3.8 uses names that later releases of pyparsing warn about.
    echo 'pyparsing<3.2'
} >floor.new
pin constraints-floor.txt --extra test -c floor.new
{
    echo "# The oldest NumPy, SciPy, Matplotlib and Pillow allowed, on Python 3.11 and 3.12: make constraints"
    cat constraints-floor.txt.new
} >constraints-floor.txt
rm -f floor.new constraints.txt.new constraints-floor.txt.new
