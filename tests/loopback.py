"""Commands on a machine whose only network is its loopback, and what the kernel counted of their attempts to get out.

python -m tests.loopback COMMANDS: in a fresh network namespace (`wrapped`); COMMANDS is a JSON list of lists, each run
with this Python. Prints {"statuses": [...], "outputs": [...], "counted": {...}} as JSON.

The kernel counts for each namespace, whichever process and library it was: native code does not get past it.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1
# By file: packets without a way out; datagrams, as a question for an address is one; connections that were begun.
COUNTERS = {
    "/proc/net/snmp": ("Ip OutNoRoutes", "Udp OutDatagrams", "Tcp ActiveOpens"),
    "/proc/net/snmp6": ("Ip6OutNoRoutes", "Udp6OutDatagrams"),
}


def wrapped(commands: Sequence[Sequence[str]]) -> list[str] | str:
    """The command that runs these in a namespace of their own; a reason where there can be none here."""
    reason = "this system has no network namespaces"
    for options in (["-n"], ["-rn"]):  # the second without rights, where the system allows that
        try:
            tried = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True)
        except FileNotFoundError:
            return reason
        if tried.returncode == 0:
            return ["unshare", *options, sys.executable, "-m", "tests.loopback", json.dumps(commands)]
        reason = f"no network namespace can be made here ({tried.stderr.strip()})"
    return reason


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def counted() -> dict[str, int]:
    found: dict[str, int] = {}
    for file, wanted in COUNTERS.items():
        lines = [line.split() for line in Path(file).read_text().splitlines()] if Path(file).exists() else []
        if file.endswith("6"):
            values = {name: int(value) for name, value in lines}
        else:  # a line of names, then one of numbers
            pairs = zip(lines[::2], lines[1::2], strict=True)
            values = {
                f"{names[0][:-1]} {name}": int(value)
                for names, numbers in pairs
                for name, value in zip(names[1:], numbers[1:], strict=True)
            }
        found |= {name: values[name] for name in wanted if name in values}
    return found


def main() -> None:
    loopback_up()
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    before = counted()
    commands = [[sys.executable, *command] for command in json.loads(sys.argv[1])]
    runs = [subprocess.run(command, capture_output=True, text=True) for command in commands]
    told: dict[str, Any] = {
        "statuses": [run.returncode for run in runs],
        "outputs": [run.stdout + run.stderr for run in runs],
        "counted": {name: number - before[name] for name, number in counted().items()},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
