"""A static host: files below a sub-path, with no more headers than such hosts send."""

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.browser.driver import Server

SUB_PATH = "/some/course"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves `directory` below the sub-path, and nothing else."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if not path.startswith(f"{SUB_PATH}/"):
            return str(Path(self.directory) / "there is no such file")
        return super().translate_path(path.removeprefix(SUB_PATH))

    def log_message(self, *words) -> None:
        """Keep the tests' output free of a line for each file."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Serve a folder; the server's page is the one that opens notebooks."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{listener.server_address[1]}"
        try:
            yield Server(address, f"{address}{SUB_PATH}/lab/index.html", folder)
        finally:
            listener.shutdown()
