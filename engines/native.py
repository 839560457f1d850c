"""What native libraries do to a process that Python cannot ask them to leave."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_redirecting = threading.Lock()  # one at a time, or the kept stream would be the redirected one


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Sends what native code writes to standard error to nowhere: MediaPipe and ALSA talk there, unasked."""
    sys.stderr.flush()
    with _redirecting:
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
