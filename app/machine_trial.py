"""A trial of the machine: which engine runs the network here, and which speech model keeps up, both measured anew."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucrn_core.checkpoint import Checkpoint

LOOK = 0.1  # s between two looks at whether the trial was stopped


def try_machine(checkpoint: Checkpoint, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Measures and remembers, as `ucrn-live engine info` and `ucrn-live models trial` do, one after the other so that
    neither slows the other down; `app.examination` tells what came of it.

    stop: may be set by another thread, which ends it within moments. say: is told the name of every engine and speech
    model before it is tried.
    """
    from engines.fusion import EAGER
    from engines.fusion.choice import ServingEngine
    from engines.models import ModelStore
    from engines.speech_trial import trials

    say(EAGER)
    serving = ServingEngine(checkpoint, anew=True)
    try:
        while not serving.wait(LOOK) and not stop.is_set():
            say(serving.preparing or EAGER)
    finally:
        serving.close()
    if not stop.is_set():
        trials(ModelStore(), anew=True, stop=stop, begin=say)
