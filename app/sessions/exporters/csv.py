"""`csv`: the timeline as UTF-8, comma-separated, with the columns of `columns.py`, the same as `<stem>.timeline.csv`.

Provenance stands before the header, in lines `# key: value`: read with `pandas.read_csv(path, comment="#")` or R's
`read.csv(path, comment.char = "#")`. Numbers are the shortest that read back as the very same double; t is to the
millisecond. Words are in the formats jsonl, srt, vtt, textgrid and eaf.
"""

from __future__ import annotations

from app.sessions.exporters.columns import Cell, columns, rows
from app.sessions.exporters.exported import Exported

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet computes; a session from elsewhere may hold it as text


def export(exported: Exported) -> bytes:
    lines = [f"# {key}: {value}" for key, value in exported.provenance.items()]
    lines.append(",".join(column.name for column in columns(exported)))
    lines += [f"{cells[0]:.3f}," + ",".join(map(_cell, cells[1:])) for cells in rows(exported)]
    return "".join(f"{line}\n" for line in lines).encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.startswith(FORMULA):
            cell = f"'{cell}"
        return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in '",#\r\n') else cell
    return repr(float(cell))
