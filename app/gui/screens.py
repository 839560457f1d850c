"""Whether Qt starts here and on which screens: body of a process of its own, as Qt ends one that reaches no screen."""

from __future__ import annotations

import json
from typing import Any

from app.gui.application import make_application


def screens() -> dict[str, Any]:
    """Qt's platform, and name, size in pixels and scale of each screen."""
    app = make_application()
    found = [(s.name(), s.size().width(), s.size().height(), s.devicePixelRatio()) for s in app.screens()]
    named = [dict(zip(("name", "width", "height", "scale"), screen, strict=True)) for screen in found]
    return {"platform": app.platformName(), "screens": named}


if __name__ == "__main__":
    print(json.dumps(screens()))
