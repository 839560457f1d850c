"""What counts where ranges are excluded: the same as in exports."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from app.sessions.annotations import Exclusion, counted
from app.sessions.exporters.selection import Selection, select
from tests.made_sessions import sessions


def test_an_excluded_range_holds_its_start_and_not_its_end() -> None:
    t = np.array([0.75, 1.0, 1.25, 1.5, 2.0])
    assert counted(t, [Exclusion(1, 1.0, 1.5)]).tolist() == [True, False, False, True, True]
    assert counted(t, []).all()
    assert not counted(t, [Exclusion(1, 0.0, 1.0), Exclusion(2, 0.9, 9.0)]).any()


@given(whole=sessions())
def test_what_counts_is_what_an_export_without_excluded_ranges_holds(whole) -> None:
    kept = select(whole, Selection(exclude_marked=True)).points
    t = np.array([p.t for p in whole.points])
    assert t[counted(t, whole.exclusions)].tolist() == [p.t for p in kept]
