"""Work in a process of its own: its result, its error in one sentence, its death."""

from __future__ import annotations

import operator
import os
import time

import pytest
import torch

from engines.fusion.apart import apart
from ucrn_core.errors import EngineError


def test_gives_what_the_function_returns_and_leaves_its_arguments_where_they_are() -> None:
    x = torch.ones(3)
    assert apart(operator.add, x, 1).tolist() == [2.0, 2.0, 2.0]
    assert not x.is_shared()
    assert apart(os.getpid) != os.getpid()


def test_what_it_raises_is_told_in_one_sentence() -> None:
    with pytest.raises(EngineError, match=r"^integer division or modulo by zero$"):
        apart(operator.floordiv, 1, 0)


def test_its_death_is_told() -> None:
    with pytest.raises(EngineError, match=r"^Its process ended with status 3\.$"):
        apart(os._exit, 3)


def test_one_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engines.fusion.apart.LIMIT", 0.1)
    with pytest.raises(EngineError, match="did not end within"):
        apart(time.sleep, 600)
