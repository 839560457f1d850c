"""What counts where ranges are excluded: the same as in exports."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from app.sessions.annotations import Exclusion, Marker, counted
from app.sessions.checking import verify
from app.sessions.exporters.selection import Selection, select
from app.sessions.session import Session
from app.sessions.store import SessionWriter
from tests.made_sessions import sessions
from ucrn_core.errors import SessionError
from ucrn_core.features import FeatureSpec


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


@pytest.mark.parametrize(("colour", "well"), [("#12b886", True), ("#12B886", True), ("zz", False), ("#12b8861", False)])
def test_a_marker_whose_colour_is_none_is_damage(tmp_path: Path, colour: str, well: bool) -> None:
    writer = SessionWriter(tmp_path / "a.ucrn", checkpoint="c", spec=FeatureSpec(), settings={})
    writer.put(Marker(1, 0.5, "Laughs", colour))
    writer.close(complete=True)
    assert (verify(tmp_path / "a.ucrn") == []) == well
    with Session.open(tmp_path / "a.ucrn") as session, nullcontext() if well else pytest.raises(SessionError):
        assert session.markers() == [Marker(1, 0.5, "Laughs", colour)]
