"""A real camera on a machine that has none: a stream of JPEG pictures on localhost, which may fall silent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
from numpy.typing import NDArray

RATE = 25.0  # pictures a second
Picture = Callable[[int], NDArray[np.uint8]]  # number of the picture -> (height, width, 3) RGB


class VirtualCamera:
    """Sends picture after picture to everyone who asks.

    mode: `sends`, `frozen` (the same picture again and again), `silent` (connections are taken, nothing is sent).
    """

    def __init__(self, picture: Picture, port: int = 0) -> None:
        self.mode = "sends"
        self.emitted: dict[int, float] = {}  # number of a picture -> monotonic time at which it was sent first
        self._picture = picture
        self._stop = threading.Event()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
                self.end_headers()
                try:
                    camera._send(self.wfile.write)
                except OSError:
                    return  # nobody looks any more

            def log_message(self, format: str, *arguments: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Ends every stream."""
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()

    def _send(self, write: Callable[[bytes], object]) -> None:
        began, number, jpeg = time.monotonic(), 0, b""
        while not self._stop.wait(max(0.0, began + number / RATE - time.monotonic())):
            if self.mode == "sends" or not jpeg:
                image = cv2.cvtColor(self._picture(number), cv2.COLOR_RGB2BGR)
                jpeg = cv2.imencode(".jpg", image)[1].tobytes()
            if self.mode != "silent":
                self.emitted.setdefault(number, time.monotonic())
                head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                write(head.encode() + jpeg + b"\r\n")
            number += 1


@contextmanager
def virtual_camera(picture: Picture, port: int = 0) -> Iterator[VirtualCamera]:
    camera = VirtualCamera(picture, port)
    try:
        yield camera
    finally:
        camera.close()
