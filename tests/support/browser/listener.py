"""A server on this machine that notes every connection: what code in the page must never reach."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Listener(socketserver.ThreadingTCPServer):
    """Notes the first line that each client sends, and answers with an empty script."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[str] = []

    @property
    def host(self) -> str:
        """Host and port, as they are written in an address."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.StreamRequestHandler):
    server: Listener

    def handle(self) -> None:
        self.server.heard.append(self.rfile.readline().decode("latin-1").strip())
        headers = "Content-Type: text/javascript\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0"
        self.wfile.write(f"HTTP/1.1 200 OK\r\n{headers}\r\nConnection: close\r\n\r\n".encode())


@contextmanager
def listening() -> Iterator[Listener]:
    """Start a listener, and end it afterward."""
    with Listener() as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield listener
        finally:
            listener.shutdown()
            thread.join()
