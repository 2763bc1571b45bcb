#!/bin/sh
# Makes a class's server of a machine on which The Littlest JupyterHub is installed: as root, in the course's folder.
# It can be run again at any time, as after a new version of the course. docs/classroom.md tells the rest.
set -eu

TLJH=${TLJH:-/opt/tljh}
EXCHANGE=${EXCHANGE:-/srv/nbgrader/exchange}
SKELETON=${SKELETON:-/etc/skel}

[ "$(id -u)" = 0 ] || { echo "This needs root: sudo sh deploy/hub/install.sh" >&2; exit 2; }
[ -x "$TLJH/user/bin/python" ] || { echo "$TLJH/user is not there: install The Littlest JupyterHub first" >&2; exit 2; }
command -v bwrap >/dev/null || { echo "bwrap is not there: apt-get install bubblewrap" >&2; exit 2; }

# everyone's packages, in the versions that the course is tested with
"$TLJH/user/bin/python" -m pip install --quiet --constraint constraints.txt ".[grading]"

# the hub's settings, and nbgrader's
mkdir -p "$TLJH/config/jupyterhub_config.d" "$TLJH/user/etc/jupyter"
cp deploy/hub/hopfield.py "$TLJH/config/jupyterhub_config.d/hopfield.py"
sed "s|/srv/nbgrader/exchange|$EXCHANGE|" deploy/hub/nbgrader_config.py >"$TLJH/user/etc/jupyter/nbgrader_config.py"

# no questions about news before the first lesson
mkdir -p "$TLJH/user/share/jupyter/lab/settings"
cp tools/jupyterlab_overrides.json "$TLJH/user/share/jupyter/lab/settings/overrides.json"

# where work changes hands: all may enter, and nobody may move what is another's
mkdir -p "$EXCHANGE"
chmod 1777 "$EXCHANGE"

# what each new user finds at home; whoever is there already copies it
mkdir -p "$SKELETON/hopfield"
cp -R notebooks exercises "$SKELETON/hopfield/"
chmod -R go+rX "$SKELETON/hopfield"

if ! runuser -u nobody -- bwrap --unshare-user --unshare-pid --ro-bind / / --proc /proc true; then
    echo "bwrap does not work for ordinary users, so nobody but root can grade here." >&2
    echo "On Ubuntu, AppArmor forbids it: docs/classroom.md says what to do." >&2
fi
echo "Done. Now: tljh-config reload"
