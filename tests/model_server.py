"""A web server on loopback that offers a small model, and can be slow, break off or fall silent."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from engines.models import ModelEntry, ModelFile

CONFIG = b'{"layers": 4}'
WEIGHTS = bytes(range(256)) * 2000  # 512 kB, several blocks of a download


class Server:
    """A web server on loopback with ranges, which can break a transfer off."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.ranges = True
        self.break_off_after: int | None = None  # bytes of a body
        self.pause_after: int | None = None  # bytes of a body, until `resume` is set
        self.resume = threading.Event()
        self.asked: list[tuple[str, str | None]] = []  # path and Range of every request
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass  # keeps the tests' output clean

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.asked.append((request.path, wanted))
        if request.path in self.redirects:
            request.send_response(302)
            request.send_header("Location", self.redirects[request.path])
            request.end_headers()
            return
        if request.path not in self.files:
            request.send_error(404)
            return
        body = self.files[request.path]
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.ranges else 0
        if start >= len(body):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body) - start))
        request.end_headers()
        if self.pause_after is not None:
            request.wfile.write(body[start : self.pause_after])
            self.resume.wait(60)
            return
        request.wfile.write(body[start:][: self.break_off_after])

    def close(self) -> None:
        self.resume.set()
        self.http.shutdown()
        self.http.server_close()


def small_entry(name: str, address: str, modality: str = "speech") -> ModelEntry:
    """A model of two small files."""
    files = tuple(
        ModelFile(file, f"{address}/{file}", len(body), hashlib.sha256(body).hexdigest())
        for file, body in (("config.json", CONFIG), ("model.bin", WEIGHTS))
    )
    return ModelEntry(name, "serves the tests", modality, "MIT", files)
