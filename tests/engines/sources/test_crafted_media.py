"""Media files that somebody made to reach further than themselves: to an address, to other files, into the memory."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import pytest

from engines.sources import media
from engines.sources.media import MediaSource, sha256_of, still
from tests.media_files import flat, tone, write_media
from ucrn_core.errors import MediaError

PLAYLIST = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n"
LIST = "ffconcat version 1.0\nfile {}\n"
NETWORK_STREAM = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"
MANIFEST = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S"'
    ' profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet mimeType="video/mp4">'
    '<Representation id="1" bandwidth="9"><BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>'
)


class Host:
    """A server here that notes what it is asked for."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # as http.server calls it
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}/secret.ts"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_host_would_notice(host: Host, tmp_path: Path) -> None:
    playlist = tmp_path / "talk.m3u8"
    playlist.write_text(PLAYLIST.format(host.address))
    with pytest.raises((av.error.FFmpegError, OSError)):
        av.open(str(playlist), options={"protocol_whitelist": "file,http,tcp"})
    assert host.asked


@pytest.mark.parametrize("suffix", ["m3u8", "mp4", "mkv", "txt", "sdp", "mpd"])
@pytest.mark.parametrize("content", [PLAYLIST, LIST, MANIFEST, NETWORK_STREAM])
def test_no_address_is_followed(host: Host, tmp_path: Path, content: str, suffix: str) -> None:
    crafted = tmp_path / f"talk.{suffix}"
    crafted.write_text(content.format(host.address))
    for reach in (MediaSource, lambda path: still(path, 0.0)):
        with pytest.raises(MediaError, match="no audio or video file"):
            reach(crafted)
    assert host.asked == []


@pytest.mark.parametrize("content", [PLAYLIST, LIST])
def test_no_other_file_is_opened(tmp_path: Path, content: str) -> None:
    write_media(tmp_path / "private.ts", [flat(90)] * 10, [tone(1.0)], fps=10)
    for name in ("private.ts", (tmp_path / "private.ts").as_uri(), str(tmp_path / "private.ts")):
        crafted = tmp_path / "talk.m3u8"
        crafted.write_text(content.format(name))
        with pytest.raises(MediaError, match="no audio or video file"):
            MediaSource(crafted)


def test_a_name_that_is_an_address_is_a_name(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    clip = write_media(tmp_path / "clip.mp4", [flat(90)] * 10, fps=10)
    named = Path(host.address.replace("http://", "http:/"))  # as a path has it
    named.parent.mkdir(parents=True)
    shutil.copy(clip, named)
    source = MediaSource(named)
    assert source.has_video
    source.close()
    assert host.asked == []


def test_no_picture_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = write_media(tmp_path / "clip.mp4", [flat(90)] * 10, fps=10)
    height, width = flat(90).shape[:2]
    monkeypatch.setattr(media, "LARGEST_PICTURE", height * width - 1)
    with pytest.raises(MediaError, match="neither sound nor pictures that can be decoded"):
        MediaSource(clip)
    assert still(clip, 0.0) is None


def test_opening_decodes_no_picture_that_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = tmp_path / "clip.mov"
    with av.open(str(clip), "w") as file:
        stream = file.add_stream("png", rate=10)
        stream.width = stream.height = 40
        stream.pix_fmt = "gray"
        file.mux(stream.encode(av.VideoFrame(40, 40, "gray")))

    def known_format() -> object:
        with media.open_media(clip) as opened:
            return opened.streams.video[0].codec_context.format

    assert known_format() is not None  # the header does not tell it, the first picture does
    monkeypatch.setattr(media, "LARGEST_PICTURE", 40 * 40 - 1)
    assert known_format() is None


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "media.mkv"
    os.mkfifo(pipe)
    for reach in (MediaSource, sha256_of):
        with pytest.raises(MediaError, match="no file, but a device or a pipe"):
            reach(pipe)
