"""How a live run is going, in small."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.gui.badges import Badge, Badges
from engines.live_report import LiveState
from tests.app.gui.shown import shown


class TestBadges:
    STATE = LiveState(12.0, False, -30.0, 29.7, 120.4, 0.0, [], {"microphone": 0.0, "camera": 40.0, "points": 0.0},
                      "eager (cpu)", "", "pocketsphinx")  # fmt: skip

    @pytest.fixture
    def badges(self, qtbot) -> Badges:
        return shown(qtbot, Badges(), 900, 40)

    @staticmethod
    def texts(badges: Badges) -> list[str]:
        return [badge.text() for badge in badges.findChildren(Badge) if badge.isVisible()]

    def test_a_run_that_goes_well(self, badges):
        badges.show_run(self.STATE, None)
        assert self.texts(badges) == ["LIVE", "lag 120 ms", "no losses", "30 fps", "pocketsphinx", "eager (cpu)"]
        assert "40 pictures were replaced" in badges.drops.toolTip()

    def test_what_is_wrong_stands_out(self, badges):
        drops = {"microphone": 320.0, "camera": 0.0, "points": 2.0, "speech_s": 0.0}
        badges.show_run(replace(self.STATE, paused=True, latency_ms=900.0, behind=6.0, drops=drops), "talk.ucrn")
        assert self.texts(badges) == [
            "PAUSED", "REC PAUSED", "2 kinds of loss", "30 fps", "pocketsphinx, 6 s behind", "eager (cpu)",
        ]  # fmt: skip
        assert {badge.text(): badge.level for badge in badges.findChildren(Badge)} == {
            "PAUSED": "warning", "REC PAUSED": "warning", "30 fps": "plain", "": "plain",
            "2 kinds of loss": "warning", "eager (cpu)": "plain", "pocketsphinx, 6 s behind": "warning",
        }  # fmt: skip
        badges.show_run(replace(self.STATE, latency_ms=900.0), "talk.ucrn")
        assert (badges.record.text(), badges.record.level, badges.lag.level) == (
            "REC measures only",
            "alarm",
            "warning",
        )
        assert badges.record.toolTip() == "Recording talk.ucrn, neither pictures nor sound"
        badges.show_run(self.STATE, "talk.ucrn", ("pictures", "sound"))
        assert (badges.record.text(), badges.record.level) == ("REC pictures and sound", "alarm")
        assert badges.record.toolTip() == "Recording talk.ucrn, with pictures and sound"
        badges.show_run(replace(self.STATE, drops={"points": 1.0}), None)
        assert (badges.drops.text(), badges.drops.level) == ("lost 1 point", "warning")
        assert "close other programs" in badges.drops.toolTip()
        badges.show_run(replace(self.STATE, t=30.0, drops={"points": 1.0}), None)
        assert badges.drops.level == "plain"  # it is long ago

    def test_an_engine_that_is_being_built_is_shown(self, badges):
        badges.show_run(replace(self.STATE, preparing="tensorrt"), None)
        assert self.texts(badges)[-1] == "eager (cpu), preparing tensorrt"

    def test_where_there_is_little_room_the_last_are_hidden_whole(self, badges):
        badges.show_run(self.STATE, None)
        badges.resize(sum(b.sizeHint().width() for b in (badges.state, badges.lag, badges.drops)) + 30, 40)
        assert self.texts(badges) == ["LIVE", "lag 120 ms", "no losses"]

    def test_a_recording_in_short_leaves_room_for_the_others(self, badges):
        badges.show_run(self.STATE, "talk.ucrn", ("pictures", "sound"))
        whole = self.texts(badges)
        badges.resize(sum(b.sizeHint().width() + 6 for b in badges.findChildren(Badge)) - 10, 40)
        assert self.texts(badges) == ["LIVE", "REC", *whole[2:]]
        badges.resize(900, 40)
        assert self.texts(badges) == whole

    def test_without_a_run(self, badges):
        badges.show_run(self.STATE, None)
        badges.show_idle("ready")
        assert self.texts(badges) == ["ready"]
