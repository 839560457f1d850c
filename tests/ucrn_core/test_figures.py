"""Figures look the same wherever the program is started."""

from __future__ import annotations

import matplotlib

from ucrn_core.figures import own_style


def test_what_a_matplotlibrc_says_does_not_hold_inside() -> None:
    with matplotlib.rc_context({"text.usetex": True, "svg.hashsalt": "theirs"}):  # as one in the current folder may say
        with own_style({"svg.hashsalt": "ours"}):
            assert (matplotlib.rcParams["text.usetex"], matplotlib.rcParams["svg.hashsalt"]) == (False, "ours")
        assert matplotlib.rcParams["text.usetex"]


def test_a_function_may_have_it_as_its_decorator() -> None:
    @own_style()
    def drawn() -> bool:
        return bool(matplotlib.rcParams["text.usetex"])

    with matplotlib.rc_context({"text.usetex": True}):
        assert [drawn(), drawn()] == [False, False]
