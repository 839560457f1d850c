"""`parquet`: the timeline, one row a point and one column a variable, as in `columns.py`.

Provenance is in the schema's metadata, and each field has `unit` and `meaning`. The column dictionary lies beside the
file as `<name>.columns.json`: `provenance`, and `columns` with name, type, unit and meaning of each.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from app.sessions.exporters.columns import columns, rows
from app.sessions.exporters.exported import Exported


def export(exported: Exported) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"double": pa.float64(), "string": pa.dictionary(pa.int32(), pa.string())}
    described = columns(exported)
    schema = pa.schema(
        [
            pa.field(c.name, types[c.type], metadata={"unit": c.unit, "meaning": c.meaning}, nullable=c.name != "t")
            for c in described
        ],
        metadata=exported.provenance,
    )
    values = list(zip(*rows(exported), strict=True)) or [()] * len(described)
    table = pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)], schema=schema
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def dictionary(exported: Exported) -> bytes:
    """The column dictionary."""
    described = {"provenance": exported.provenance, "columns": [asdict(column) for column in columns(exported)]}
    return (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()
