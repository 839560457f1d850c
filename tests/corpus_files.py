"""Makes a folder of corpora with a few rows of each, linked where they lie, for tests that train and evaluate."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from engines.training_features import held_out_speaker

Rows = Iterable[dict[str, str]]


def link_morsel(
    corpora: Path,
    folder: Path,
    texts: Mapping[str, Mapping[str, int]],
    actors: Iterable[int],
    recordings: Mapping[tuple[str, bool], int],
    faces: int,
) -> Path:
    """Fills `folder` and returns it.

    texts: per CSV how many rows of each value of its column mode, split or source. actors: whose three calm, happy and
    angry sentences. recordings: how many natural ones, the shortest, of a kind, speech or talk, and of speakers who
    are held out or are not. faces: how many pictures, from anywhere in the corpus.
    """
    for name in ("text", "ravdess", "natural/speech", "natural/talk", "fer2013"):
        (folder / name).mkdir(parents=True)
    for name, counts in texts.items():
        _write(folder / f"text/{name}.csv", _first(_read(corpora / f"text/{name}.csv"), counts))
    for actor in actors:
        for path in sorted((corpora / "ravdess").glob(f"03-01-0[135]-01-01-01-{actor:02}.flac")):
            (folder / "ravdess" / path.name).symlink_to(path)
    natural = sorted(_read(corpora / "natural/index.csv"), key=lambda row: float(row["seconds"]))
    chosen = []
    for (kind, held_out), count in recordings.items():
        of_kind = [r for r in natural if r["file"].startswith(kind) and held_out_speaker(r["speaker"]) == held_out]
        chosen += of_kind[:count]
    _write(folder / "natural/index.csv", chosen)
    for row in chosen:
        (folder / "natural" / row["file"]).symlink_to(corpora / "natural" / row["file"])
    with np.load(corpora / "fer2013/fer2013_images.npz") as data:
        places = np.linspace(0, len(data["label"]) - 1, faces).astype(int)
        np.savez(folder / "fer2013/fer2013_images.npz", image=data["image"][places], label=data["label"][places])
    return folder


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _first(rows: Rows, counts: Mapping[str, int]) -> Iterator[dict[str, str]]:
    """The first rows, so many of each value of a column."""
    seen: Counter[str] = Counter()
    for row in rows:
        value = next(row[c] for c in ("mode", "split", "source") if c in row)
        seen[value] += 1
        if seen[value] <= counts.get(value, 0):
            yield row


def _write(path: Path, rows: Rows) -> None:
    rows = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
