"""The configuration file of training: TOML with one section per stage."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ucrn_core.corpora.text import Corpus
from ucrn_core.errors import TrainingError
from ucrn_core.training import Count, NotNegative, Positive, Recipe, Seed, Share


@dataclass
class TextRecipe:
    """Everything that shapes the first stage: the text encoder's adapters and the text branch."""

    # How often a line of each corpus is drawn: editorials and tweets are unlike talk.
    corpora: dict[Corpus, NotNegative] = field(
        default_factory=lambda: {"mosei": 1.0, "mosi": 3.0, "movieReviewSnippets": 0.25, "amazonReviewSnippets": 0.25}
    )
    steps: Count = 4200
    batch: Count = 32
    pairs: Count = 6  # of misheard lines, for the ranking of the gate
    rank: Count = 16  # of the adapters
    learning_rate: Positive = 7e-4
    weight_decay: NotNegative = 0.01
    averaging: Share = 0.999  # exponential moving average of the weights
    dropout: Share = 0.2  # in the text branch
    channel_dropout: Share = 0.35  # of a line's word vectors
    knee: Positive = 0.25  # error from which the loss is linear
    joined: Share = 0.2  # share of windows over neighbouring segments of a video
    plain: Share = 0.2  # share without punctuation
    misheard: Share = 0.15  # share with a recognizer's errors
    errors: Share = 0.6  # word error rate at most
    ranking: NotNegative = 0.2  # weight of the gate's ranking loss
    margin: NotNegative = 2.5  # in the logit of the gate mean, per unit of word errors
    seed: Seed = 1
    validate_every: Count = 750

    def __post_init__(self) -> None:
        if not any(self.corpora.values()):
            raise ValueError("corpora draws none")

    def share(self, corpus: str) -> float:
        """How often a line of `corpus` is drawn, beside those of others."""
        return {str(name): share for name, share in self.corpora.items()}.get(corpus, 0.0)


@dataclass(frozen=True)
class Recipes:
    """The recipe of each stage, under the name of its section. What a file leaves out is as shipped."""

    text: TextRecipe = field(default_factory=TextRecipe)
    fusion: Recipe = field(default_factory=Recipe)


def read_recipes(path: Path) -> Recipes:
    """Reads and checks a configuration file; TrainingError names the file, the key and what is allowed."""
    from pydantic import TypeAdapter, ValidationError

    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrainingError(f"The configuration {path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise TrainingError(f"The configuration {path} is not text in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"The configuration {path} is not TOML: {error}.") from error
    _only(path, "section", "", document, [f.name for f in fields(Recipes)])
    recipes: dict[str, Any] = {}
    for name, content in document.items():
        if not isinstance(content, dict):
            raise TrainingError(f"{path}: {name} must be a section, [{name}], not a value.")
        stage = type(getattr(Recipes(), name))
        _only(path, "key", f"{name}.", content, [f.name for f in fields(stage)])
        try:
            # As JSON: strict, and yet a list may be a tuple and 1 may be 1.0.
            recipes[name] = TypeAdapter(stage).validate_json(json.dumps(content, default=str), strict=True)
        except ValidationError as error:
            first = error.errors()[0]
            raise TrainingError(f"{path}: {_wrong((name, *first['loc']), first['msg'], first['input'])}.") from error
    return Recipes(**recipes)


def _only(path: Path, kind: str, prefix: str, given: dict[str, Any], allowed: list[str]) -> None:
    for name in given:
        if name not in allowed:
            raise TrainingError(f"{path}: there is no {kind} {prefix}{name}; allowed are {', '.join(allowed)}.")


def _wrong(place: tuple[int | str, ...], message: str, value: Any) -> str:
    """What is wrong where, in words; place: section, key and, in a list, the number of the value."""
    place = tuple(part for part in place if part != "[key]")  # pydantic's mark of a name that is not allowed
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    if message.startswith("Input should "):
        return f"{where} must {message.removeprefix('Input should ')}, not {value!r}"
    return f"{where}: {message[0].lower()}{message[1:]}"
