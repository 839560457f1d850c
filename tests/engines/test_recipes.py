"""The configuration of training: the shipped one is whole; what is wrong in one is told with what is allowed."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

import assets
from engines.recipes import Recipes, read_recipes
from ucrn_core.errors import TrainingError
from ucrn_core.training import Recipe

SHIPPED = assets.path(assets.CONFIGURATION)


def test_the_shipped_configuration_names_everything_and_is_what_recipes_default_to() -> None:
    assert read_recipes(SHIPPED) == Recipes()
    document = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    for stage in fields(Recipes):
        assert list(document[stage.name]) == [f.name for f in fields(getattr(Recipes(), stage.name))]


def test_what_is_left_out_is_as_shipped(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[fusion]\nsteps = 3\nshrink = 1\nsingle = [0.1, 0, 0.2]\n")
    assert read_recipes(path) == Recipes(fusion=Recipe(steps=3, shrink=1.0, single=(0.1, 0.0, 0.2)))
    path.write_text("")
    assert read_recipes(path) == Recipes()


def test_the_permissive_configuration_draws_nothing_but_ratings_that_permit_any_use() -> None:
    recipes = read_recipes(Path(__file__).parents[2] / "docs" / "permissive-words.toml")
    assert not {"mosei", "mosi"} & set(recipes.text.corpora)
    assert recipes.fusion.single == (1, 0, 0)
    assert recipes.fusion.ranking == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[fusion]\nstep = 3", "there is no key fusion.step; allowed are steps, batch,"),
        ("[fussion]\nsteps = 3", "there is no section fussion; allowed are text, fusion"),
        ("fusion = 3", "fusion must be a section, [fusion], not a value"),
        ("[fusion]\nsteps = 0", "fusion.steps must be greater than or equal to 1, not 0"),
        ("[fusion]\nsteps = 2.5", "fusion.steps must be a valid integer, not 2.5"),
        ("[fusion]\nsteps = '9'", "fusion.steps must be a valid integer, not '9'"),
        ("[fusion]\nbatch = true", "fusion.batch must be a valid integer, not True"),
        ("[fusion]\nseed = 2020-01-01", "fusion.seed must be a valid integer, not '2020-01-01'"),
        ("[fusion]\nlearning_rate = inf", "fusion.learning_rate must be less than inf, not inf"),
        ("[fusion]\nshrink = nan", "fusion.shrink must be"),
        ("[fusion]\ndropout = 1.5", "fusion.dropout must be less than or equal to 1, not 1.5"),
        ("[fusion]\nsingle = [0.1, 2, 0.2]", "fusion.single[1] must be less than or equal to 1, not 2"),
        ("[fusion]\nsingle = 0.1", "fusion.single must be a valid array, not 0.1"),
        ("[fusion]\nsingle = [0.1]", "fusion.single[1]: field required"),
        ("[fusion]\nsingle = [0.1, 0.1, 0.1, 0.1]", "at most 3 items"),
        ("[text]\ncorpora = { twits = 1 }", "text.corpora.twits must be 'mosei', 'mosi', "),
        ("[text]\ncorpora = {}", "corpora draws none"),
        ("[text]\ncorpora = { tweets = -1 }", "text.corpora.tweets must be greater than or equal to 0, not -1"),
        ("[fusion", "is not TOML"),
        (b"\xff", "is not text in UTF-8"),
        (None, "cannot be read: No such file"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: str | bytes | None, told: str) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TrainingError) as caught:
        read_recipes(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert told in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
