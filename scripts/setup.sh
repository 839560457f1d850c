#!/usr/bin/env bash
# Makes .venv: system packages, the locked Python packages, torch, UCRN Live itself. Quick when nothing changed.
# PYTHON names the Python to use. pip's own settings (PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL, ...) choose torch's build.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    echo "$1" >&2
    exit 1
}

# Running it is the only test: a launcher of that name may exist for a Python that is not there.
supported() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; }

if [ -n "${PYTHON:-}" ]; then
    python=$PYTHON
    supported "$python" || fail "UCRN Live needs Python 3.11 or 3.12, and PYTHON=$python is $(
        "$python" -c 'import platform; print("Python", platform.python_version())' 2>/dev/null || echo "no Python that runs"
    )."
else
    for python in python3.11 python3.12 python3; do
        if supported "$python"; then break; fi
    done
    supported "$python" || fail "UCRN Live needs Python 3.11 or 3.12, and this machine has $(
        python3 -c 'import platform; print("Python", platform.python_version())' 2>/dev/null || echo "no Python"
    ): install one of them, or name it as in 'make setup PYTHON=/path/to/python3.11'."
fi
version=$("$python" -c 'import platform; print(platform.python_version())')

stamp="$version $PWD $(cat pyproject.toml requirements.lock app/__init__.py scripts/* | cksum)"
if [ "$(cat .venv/.complete 2>/dev/null)" = "$stamp" ]; then exit 0; fi

missing=()
if command -v dpkg-query >/dev/null; then
    # A package counts as installed under every name it provides: newer releases rename some of them.
    # shellcheck disable=SC2016 # the braces are dpkg-query's
    installed=$(dpkg-query -W -f '${db:Status-Status}, ${Package}, ${Provides}\n' | sed -n 's/^installed, //p' | tr -s ', ' '\n')
    mapfile -t missing < <(grep -v '^#' scripts/system-packages.txt | grep -vxF "$installed")
    "$python" -c 'import ensurepip' 2>/dev/null || missing+=("python${version%.*}-venv")
elif [ "$(uname -s)" = Linux ]; then
    echo "UCRN Live needs the libraries of PortAudio, PulseAudio's client, EGL, OpenGL, GLib, D-Bus, Fontconfig, xkbcommon" \
        "and xcb (with cursor, icccm, image, keysyms and render-util): install them with this system's package manager."
fi

# Measured on Linux x86-64 with Python 3.11 and nothing in pip's cache.
echo "Setting up UCRN Live with Python $version. To download, at most:"
if [ ${#missing[@]} -gt 0 ]; then echo "  system packages   90 MB"; fi
echo "  Python packages  950 MB"
echo "  torch            190 MB in its CPU build, 2.7 GB in its CUDA build"
echo "It takes 4 GB of this disk (10 GB with the CUDA build), and two to five minutes beside the download."

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "System packages are missing; install them with this line, then run the same make again:" >&2
        fail "sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
    echo "Installing ${#missing[@]} system packages and what they need ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
fi

# A link leads to the environment of another checkout, which is not ours to clear.
[ ! -L .venv ] || fail ".venv is a link to $(readlink .venv): remove it, then run the same make again."
# An environment of another Python, or one that was copied from elsewhere, is made anew.
if [ "$(.venv/bin/python -V 2>/dev/null)" != "Python $version" ] || ! grep -qsF "$PWD/.venv" .venv/bin/activate; then
    "$python" -m venv --clear .venv
fi
rm -f .venv/.complete
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }

echo "Installing the Python packages of requirements.lock ..."
all=$(grep -c '^[a-z].*==' requirements.lock)
pip install --no-deps --require-hashes --progress-bar off -r requirements.lock | while read -r word more; do
    case "$word $more" in
    Collecting* | Processing*) if (((n = ${n:-0} + 1) % 20 == 0)); then echo "  $n of $all"; fi ;;
    "Installing collected packages"*) echo "  $all of $all, unpacking" ;;
    esac
done
# All that torch needs is there by now, except the CUDA packages of a CUDA build, which torch pins itself.
torch=$(sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
echo "Installing $torch ..."
pip install -q "$torch"
pip install -q --no-deps --no-build-isolation -e .
# mediapipe's wheel for every Python 3 carries the tag of Python 3.9 inside; newer pips report that, and only that is
# let pass.
report=$(pip check 2>&1) || true
broken=$(grep -vxE 'No broken requirements found\.|mediapipe 0\.10\.31 is not supported on this platform' <<<"$report") || true
if [ -n "$broken" ]; then fail "$broken"; fi
echo "$stamp" >.venv/.complete
