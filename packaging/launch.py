"""Entry of the frozen program: the command line, its child processes, and `-m MODULE` for the program's own modules.

`sys.executable` of a frozen program is the program itself. What starts `sys.executable -m app.cli` from source must get
the same from it; other modules, and code given with `-c`, are refused: it is no Python for everyone.
"""

from __future__ import annotations

import multiprocessing
import runpy
import sys

OWN = ("app.", "engines.")


def main() -> int:
    multiprocessing.freeze_support()  # of a child process this call does not return
    if len(sys.argv) > 2 and sys.argv[1] == "-m" and sys.argv[2].startswith(OWN):
        module = sys.argv[2]
        del sys.argv[1:3]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    from app.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
