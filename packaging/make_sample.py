"""Make assets/sample.mp4: a still portrait shown with gentle motion, and synthetic speech of three moods.

Needs the system package `flite` (voice slt) and the Python packages av, numpy, opencv-python-headless and
scikit-image (whose astronaut picture, a NASA photograph in the public domain, is downloaded by scikit-image
itself only where the installed wheel does not carry it).

    python packaging/make_sample.py [OUT.mp4]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

SENTENCES = (
    "I am so happy with this beautiful morning. We had a wonderful time, and I love it.",
    "Then the bad news came. I was very sad, and it was a terrible and disappointing day.",
    "But I hope that tomorrow will be better. Thank you, my good friends.",
)
PAUSE = 0.6  # seconds of silence before, between and after the sentences
WIDTH, HEIGHT, FPS = 480, 360, 25
FACE = np.array([225.0, 130.0])  # x, y of the middle of the view in the 512x512 picture
RATE = 16_000  # Hz, what flite writes


def speak(sentence: str) -> NDArray[np.int16]:
    """The sentence as samples (n,), 16 kHz mono."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "speech.wav"
        subprocess.run(
            ["flite", "-voice", "slt", "--setf", "duration_stretch=1.05", "-t", sentence, "-o", str(wav)], check=True
        )
        with av.open(str(wav)) as container:
            return np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])


def view(picture: NDArray[np.uint8], t: float, duration: float) -> NDArray[np.uint8]:
    """The picture as the slowly moving camera sees it at `t`: (HEIGHT, WIDTH, 3) uint8."""
    phase = 2 * np.pi * t / duration
    zoom = 1.6 + 0.25 * np.sin(phase)
    centre = FACE + np.array([10 * np.sin(2 * phase), 6 * np.cos(phase)])
    roll = 3.0 * np.sin(3 * phase)
    matrix = cv2.getRotationMatrix2D(centre.tolist(), roll, zoom)
    matrix[:, 2] += np.array([WIDTH / 2, HEIGHT * 0.45]) - centre
    seen = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def main(out: Path) -> None:
    from skimage import data

    silence = np.zeros(int(PAUSE * RATE), np.int16)
    sound = np.concatenate([silence, *(part for s in SENTENCES for part in (speak(s), silence))])
    duration = len(sound) / RATE
    picture = data.astronaut()
    with av.open(str(out), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream(
            "libx264", rate=FPS, width=WIDTH, height=HEIGHT, pix_fmt="yuv420p", options={"crf": "24", "g": "50"}
        )
        audio = container.add_stream("aac", rate=RATE, layout="mono", bit_rate=64_000)
        for i in range(int(duration * FPS)):
            frame = av.VideoFrame.from_ndarray(view(picture, i / FPS, duration), format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for start in range(0, len(sound), 1024):
            chunk = av.AudioFrame.from_ndarray(sound[None, start : start + 1024], format="s16", layout="mono")
            chunk.sample_rate, chunk.pts, chunk.time_base = RATE, start, Fraction(1, RATE)
            container.mux(audio.encode(chunk))
        container.mux(audio.encode(None))
    print(f"{out}: {duration:.1f} s, {out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "assets" / "sample.mp4")
