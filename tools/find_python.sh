#!/bin/sh
# Print the path of a Python that this project can use.
#
#   find_python.sh           $PYTHON if set, else the first of python3.13, 3.12, 3.11, 3.14, python3
#                            that is one of 3.11 to 3.14 and can make virtual environments
#   find_python.sh 3.12      a Python of exactly that version, or exit 1 without a word
#
# Where the first form finds nothing, say on standard error what was tried and what to install, and exit 1.
set -u

wanted=${1:-}
# The same range as requires-python in pyproject.toml, which pip holds to.
oldest_minor=11
newest_minor=14

# Both are asked of the interpreter itself: a name on the PATH may be a wrapper that starts nothing.
version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}
path_of() {
    "$1" -c 'import sys; print(sys.executable)' 2>/dev/null
}
can_make_environments() {
    "$1" -c 'import venv, ensurepip' 2>/dev/null
}
supported() {
    case $1 in
        3.*) [ "${1#3.}" -ge "$oldest_minor" ] && [ "${1#3.}" -le "$newest_minor" ] ;;
        *) return 1 ;;
    esac
}

tried=""
lacking=""

# Print the candidate's path and succeed where it suits; else remember why it does not.
consider() {
    found=$(version_of "$1") || found=""
    if [ -z "$found" ]; then
        return 1
    fi
    tried="$tried
  $1 is Python $found"
    if [ -n "$wanted" ]; then
        [ "$found" = "$wanted" ] || return 1
    else
        supported "$found" || return 1
    fi
    if ! can_make_environments "$1"; then
        lacking="$lacking
  $1 (Python $found)"
        return 1
    fi
    path_of "$1"
}

if [ -n "${PYTHON:-}" ] && [ -z "$wanted" ]; then
    consider "$PYTHON" && exit 0
    if [ -n "$lacking" ]; then
        echo "PYTHON=$PYTHON lacks the modules venv and ensurepip, which make virtual environments." >&2
        echo "On Debian and Ubuntu: apt-get install python3-venv" >&2
    else
        echo "PYTHON=$PYTHON: expected a Python from 3.$oldest_minor to 3.$newest_minor, got${tried:- nothing that starts}" >&2
    fi
    exit 1
fi

for version in ${wanted:-3.13 3.12 3.11 3.14 3}; do
    consider "python$version" && exit 0
done
# Not on the PATH under its own name: versions that pyenv holds, or a system's own behind another.
for version in ${wanted:-3.13 3.12 3.11 3.14}; do
    for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python3 \
        "/usr/bin/python$version" "/usr/local/bin/python$version" "/opt/homebrew/bin/python$version"; do
        [ -x "$candidate" ] || continue
        consider "$candidate" && exit 0
    done
done

if [ -n "$wanted" ]; then
    exit 1
fi
if [ -n "$lacking" ]; then
    echo "No Python here can make a virtual environment: the modules venv and ensurepip are missing from$lacking" >&2
    echo "On Debian and Ubuntu: apt-get install python3-venv" >&2
else
    echo "No Python from 3.$oldest_minor to 3.$newest_minor was found.${tried:+ Tried:$tried}" >&2
    echo "Install one (python.org, your system's packages, conda), or name it: make PYTHON=/path/to/python3 ..." >&2
fi
exit 1
