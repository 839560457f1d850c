"""Arrays, numbers, text and plain containers out of a pickle from elsewhere, without running what it says.

A pickle is a program. Nothing that it names is called here, numpy's own functions neither: the state that a pickle
gives to a dtype may contradict itself, and arrays of such a dtype take any number for an address in memory. What a
pickle says of an array is written down, checked, and made into an array anew.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ucrn_core.errors import CorpusError

KINDS = frozenset("biufSU")  # of numpy's dtypes: numbers and text


def load_arrays(file: BinaryIO, path: Path) -> Any:
    """The content of a pickle, written by Python 2 or 3. CorpusError where it names anything else, other errors of all
    kinds where it is damaged. path: for that error."""
    return _plain(_NumpyOnly(file, path).load(), {})


class _Dtype:
    """What a pickle says of a dtype."""

    def __init__(self, code: str, *_: object) -> None:
        self._code, self._order = code, "="

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._order = {"|": "="}.get(state[1], state[1])  # the rest follows from the code

    @property
    def holds_objects(self) -> bool:
        return self._code in ("O", "O8", "O4")

    def read(self, content: bytes | str) -> NDArray[Any]:
        """A copy of what is in `content`; Python 2 wrote it as text."""
        made = np.dtype(self._code).newbyteorder(self._order)  # type: ignore[arg-type]
        if made.kind not in KINDS:
            raise pickle.UnpicklingError(f"an array of {made}")
        return np.frombuffer(content.encode("latin1") if isinstance(content, str) else content, made).copy()


class _Array:
    """What a pickle says of an array; `array` makes it. known: as `_plain` has it."""

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._shape, self._dtype, self._by_columns, self._content = state[-4:]  # before them a version

    def array(self, known: dict[int, Any]) -> NDArray[Any]:
        if self._dtype.holds_objects:
            made = np.empty(len(self._content), object)
            for i, item in enumerate(self._content):
                made[i] = _plain(item, known)
        else:
            made = self._dtype.read(self._content)
        return made.reshape(self._shape, order="F" if self._by_columns else "C")


def _reconstruct(*_: object) -> _Array:
    return _Array()


def _from_buffer(content: bytes, dtype: _Dtype, shape: tuple[int, ...], order: str) -> _Array:
    made = _Array()
    made.__setstate__((shape, dtype, order == "F", content))
    return made


def _scalar(dtype: _Dtype, content: bytes | str) -> Any:
    return dtype.read(content)[0]


def _latin1(text: str, encoding: str) -> bytes:
    """How Python 3 writes bytes at protocol 2; the real function would take any codec."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"bytes in {encoding}")
    return text.encode("latin1")


def _plain(value: Any, known: dict[int, Any]) -> Any:
    """With arrays in place of what was said of them. known: what was made already, by the id of what it is made of: a
    few bytes may name one thing twice, that twice, and so on."""
    if not isinstance(value, _Array | dict | list | tuple):
        return value
    if id(value) not in known:
        if isinstance(value, _Array):
            known[id(value)] = value.array(known)
        elif isinstance(value, dict):
            known[id(value)] = {key: _plain(item, known) for key, item in value.items()}
        else:
            known[id(value)] = type(value)(_plain(item, known) for item in value)
    return known[id(value)]


_ADMITTED: dict[tuple[str, str], Callable[..., Any]] = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _latin1,
}
for _core in ("numpy.core", "numpy._core"):  # before and since numpy 2
    _ADMITTED[f"{_core}.multiarray", "_reconstruct"] = _reconstruct
    _ADMITTED[f"{_core}.multiarray", "scalar"] = _scalar
    _ADMITTED[f"{_core}.numeric", "_frombuffer"] = _from_buffer


class _NumpyOnly(pickle.Unpickler):
    def __init__(self, file: BinaryIO, path: Path) -> None:
        super().__init__(file, encoding="latin1")  # Python 2 wrote the bytes of arrays as text
        self._path = path

    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        found = _ADMITTED.get((module, name))
        if found is None:
            raise CorpusError(
                f"{self._path} names the foreign class {module}.{name}, so it was not loaded; only numpy arrays and "
                "plain containers are read."
            )
        return partial(found)  # a pickle may also set attributes on what it gets: on a copy it does no harm
