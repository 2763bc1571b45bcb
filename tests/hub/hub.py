"""A JupyterHub with local users, and people who use it in a browser's way: by its pages and with cookies."""

import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests import ROOT

SECONDS = 180  # to start a hub, or a learner's server, on a busy machine
PROXY = "configurable-http-proxy"

# What a class's machine has, and what only this trial needs.
CONFIG = """
load_subconfig({deploy!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}/"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.Authenticator.allowed_users = {users!r}
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [{singleuser!r}]
c.Spawner.start_timeout = {seconds}
c.Spawner.http_timeout = {seconds}
c.Spawner.environment.update({{"JUPYTER_CONFIG_PATH": {site!r}, "PATH": {path!r}}})
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def proxy():
    """Return the command of the proxy, or None: it is looked for beside the environment and on the PATH."""
    beside = Path(sys.prefix) / "node" / "node_modules" / ".bin" / PROXY
    return str(beside) if beside.exists() else shutil.which(PROXY)


@contextlib.contextmanager
def local_users(names, skeleton):
    """Make users of this machine, each with a home that nobody else can enter; yield their passwords.

    What lies in the folder `skeleton` is at home with each of them.
    """
    passwords = {}
    try:
        for name in names:
            words = ["useradd", "--create-home", "--skel", str(skeleton), "--key", "HOME_MODE=0700"]
            subprocess.run([*words, "--shell", "/bin/bash", name], check=True, capture_output=True)
            passwords[name] = secrets.token_hex(12)
            subprocess.run(["chpasswd"], input=f"{name}:{passwords[name]}\n", text=True, check=True)
        yield passwords
    finally:
        for name in passwords:
            _end_all_of(name)
            subprocess.run(["userdel", "--remove", name], check=False, capture_output=True)


def _end_all_of(name):
    """End the processes that a user of this trial has left."""
    found = subprocess.run(["id", "-u", name], capture_output=True, text=True, check=False).stdout.strip()
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(place.stat().st_uid) == found:
                os.kill(int(place.name), signal.SIGKILL)


@contextlib.contextmanager
def running(folder, users, exchange):
    """Run a hub for these users with the settings in deploy/hub; yield its address and what it logs to."""
    site = folder / "site"
    site.mkdir()
    settings = (ROOT / "deploy" / "hub" / "nbgrader_config.py").read_text(encoding="utf-8")
    (site / "nbgrader_config.py").write_text(settings.replace("/srv/nbgrader/exchange", str(exchange)))
    port, binaries = free_port(), str(Path(sys.executable).parent)
    words = CONFIG.format(
        deploy=str(ROOT / "deploy" / "hub" / "hopfield.py"),
        port=port,
        hub_port=free_port(),
        api_port=free_port(),
        proxy=proxy(),
        folder=folder,
        users=set(users),
        singleuser=f"{binaries}/jupyterhub-singleuser",
        seconds=SECONDS,
        site=str(site),
        path=f"{binaries}:/usr/bin:/bin",
    )
    (folder / "jupyterhub_config.py").write_text(words)
    environment = os.environ | {"PATH": f"{binaries}:{os.environ['PATH']}"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [f"{binaries}/jupyterhub", "--config", str(folder / "jupyterhub_config.py")],
            cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: requests.get(f"{address}/hub/api/", timeout=5).ok, process, folder / "log")
        yield address, folder / "log"
    finally:
        process.send_signal(signal.SIGTERM)  # it ends the servers and the proxy
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(ready, process=None, log=None):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        with contextlib.suppress(requests.ConnectionError, requests.Timeout, ValueError):
            if ready():
                return
        time.sleep(0.5)
    raise RuntimeError(f"not ready after {SECONDS} s; {log.read_text()[-3000:] if log else ''}")


def succeeded(answer):
    """Return an answer of a server's; RuntimeError if it is none that was hoped for."""
    if not answer.ok:
        raise RuntimeError(f"{answer.status_code}, {answer.url}: {answer.text[:1000]}")
    return answer


@dataclass
class Person:
    """Somebody with a browser."""

    hub: str
    name: str
    password: str
    log: Path | None = None
    browser: requests.Session = field(default_factory=requests.Session)

    @property
    def home(self):
        """Their home on this machine."""
        return Path(pwd.getpwnam(self.name).pw_dir)

    @property
    def server(self):
        """The address of their server."""
        return f"{self.hub}/user/{self.name}"

    def sign_in(self):
        """Sign in at the hub's page; return whether the hub lets them in."""
        self.browser.get(f"{self.hub}/hub/login", timeout=60)
        token = self._xsrf("/hub/")
        self.browser.post(
            f"{self.hub}/hub/login?_xsrf={token}",
            data={"username": self.name, "password": self.password, "_xsrf": token},
            timeout=60,
        )
        return self.browser.get(f"{self.hub}/hub/home", timeout=60).url.endswith("/hub/home")

    def begin(self):
        """Start their server, and wait for its first page."""
        self.browser.get(f"{self.hub}/hub/spawn/{self.name}", timeout=SECONDS)

        def ready():  # a page asks the hub who this is; what is no page would only refuse
            page = self.browser.get(f"{self.server}/lab", timeout=60)
            return page.ok and page.url.startswith(f"{self.server}/lab")

        _wait(ready, log=self.log)
        succeeded(self.ask("GET", "api/status"))

    def _xsrf(self, path):
        """Return the token that pages below a path hand out."""
        found = [one for one in self.browser.cookies if one.name == "_xsrf" and one.path == path]
        return found[0].value if found else ""

    def ask(self, method, path, **what):
        """Ask something of their own server, as its pages do; return the response."""
        return self.at(self.name, method, path, **what)

    def at(self, whose, method, path, **what):
        """Ask something of somebody's server."""
        own = self._xsrf(f"/user/{self.name}/")
        return self.browser.request(
            method, f"{self.hub}/user/{whose}/{path}", headers={"X-XSRFToken": own}, timeout=SECONDS, **what
        )

    def read(self, path):
        """Return a notebook of theirs."""
        return succeeded(self.ask("GET", f"api/contents/{path}")).json()["content"]

    def write(self, path, notebook):
        """Save a notebook of theirs."""
        body = json.dumps({"type": "notebook", "format": "json", "content": notebook})
        succeeded(self.ask("PUT", f"api/contents/{path}", data=body))

    def command(self, *words, folder=None):
        """Run a command as this user of the machine; return what became of it."""
        own = ["env", "-i", f"PATH={Path(sys.executable).parent}:/usr/bin:/bin", "LANG=C.UTF-8"]
        own += [f"HOME={self.home}", f"USER={self.name}", "OPENBLAS_NUM_THREADS=1"]
        return subprocess.run(
            ["runuser", "-u", self.name, "--", *own, *map(str, words)],
            cwd=folder or self.home, capture_output=True, text=True,
        )  # fmt: skip
