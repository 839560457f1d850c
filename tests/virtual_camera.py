"""A real camera on a machine that has none: a stream of JPEG pictures on localhost, which may fall silent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.sources import VideoFrame
from engines.sources.media import MediaSource

RATE = 25.0  # pictures a second
Picture = Callable[[int], NDArray[np.uint8] | bytes]  # number of the picture -> (height, width, 3) RGB, or its JPEG


class VirtualCamera:
    """Sends picture after picture to everyone who asks.

    mode: `sends`, `frozen` (the same picture again and again), `silent` (connections are taken, nothing is sent).
    """

    def __init__(self, picture: Picture, port: int = 0, rate: float = RATE) -> None:
        self.mode = "sends"
        self.emitted: dict[int, float] = {}  # number of a picture -> monotonic time at which it was sent first
        self.picture, self._rate = picture, rate
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
        while not self._stop.wait(max(0.0, began + number / self._rate - time.monotonic())):
            if self.mode == "sends" or not jpeg:
                picture = self.picture(number)
                jpeg = picture if isinstance(picture, bytes) else as_jpeg(picture)
            if self.mode != "silent":
                self.emitted.setdefault(number, time.monotonic())
                head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                write(head.encode() + jpeg + b"\r\n")
            number += 1


def as_jpeg(image: NDArray[np.uint8]) -> bytes:
    """Of a picture (height, width, 3) RGB."""
    return cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


@contextmanager
def camera_showing(clip: Path) -> Iterator[VirtualCamera]:
    """Shows all pictures of a media file at their pace, again and again. Encoded once, they cost little to send; noise
    makes them differ, as those of every sensor do, where the clip holds still."""
    rng = np.random.default_rng(0)
    with closing(MediaSource(clip, audio=False, grid=None)) as source:
        rate = source.info.frame_rate or RATE
        pictures = [
            as_jpeg(cv2.add(item.image, rng.integers(0, 4, item.image.shape, np.uint8)))
            for item in iter(source.read, None)
            if isinstance(item, VideoFrame)
        ]
    with virtual_camera(lambda number: pictures[number % len(pictures)], rate=rate) as camera:
        yield camera


@contextmanager
def virtual_camera(picture: Picture, port: int = 0, rate: float = RATE) -> Iterator[VirtualCamera]:
    camera = VirtualCamera(picture, port, rate)
    try:
        yield camera
    finally:
        camera.close()
