"""What native libraries do to a process that Python cannot ask them to leave."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_changing = threading.Lock()
_users = 0  # that are inside
_kept = -1  # the stream, while it goes to nowhere


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Sends what native code writes to standard error to nowhere: MediaPipe and ALSA talk there, unasked. Nobody waits
    for another who is inside."""
    global _users, _kept
    sys.stderr.flush()
    with _changing:
        if _users == 0:
            _kept = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        _users += 1
    try:
        yield
    finally:
        with _changing:
            _users -= 1
            if _users == 0:
                os.dup2(_kept, 2)
                os.close(_kept)
