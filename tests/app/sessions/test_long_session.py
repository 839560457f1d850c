"""The session that the speed of views is measured on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.sessions.long_session import RATES, WORDS_A_SECOND, make_long_session
from app.sessions.session import Session


def test_everything_comes_at_its_true_rate(tmp_path: Path) -> None:
    told: list[tuple[float, float]] = []
    make_long_session(tmp_path / "long.ucrn", 0.05, lambda done, whole: told.append((done, whole)))
    assert told == [(60.0, 180), (120.0, 180), (180.0, 180)]
    with Session.open(tmp_path / "long.ucrn") as session:
        assert session.info.complete
        points = session.points()
        np.testing.assert_allclose([p.t for p in points], np.arange(1, 721) * 0.25)
        assert all(-3 <= p.low <= p.sentiment <= p.high <= 3 for p in points)
        assert len(session.words()) == 180 * WORDS_A_SECOND
        for modality, rate in RATES.items():
            assert len(session.steps(modality).t) == pytest.approx(180 * rate)
        assert session.outline(100.0, 99.5) is not None
