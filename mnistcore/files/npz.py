"""Reads an .npz of float arrays, and single words: a zip with one .npy for each.

What the zip's directory and the arrays' headers claim is checked first, before NumPy allocates memory for it.
"""

import io
import math
import reprlib
import zipfile

import numpy as np

from ..errors import WeightsError

MOST_ARRAYS = 100
LARGEST_HEADER, LARGEST_FLOAT, LONGEST_WORD = 10_000, 8, 100  # bytes: NumPy's own limit; float64; 25 characters
COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # np.savez, np.savez_compressed


def loads(data: bytes, most: int) -> dict[str, np.ndarray]:
    """The dict of arrays in `data`, the bytes of an .npz.

    Raises WeightsError for anything else: a damaged file, arrays of other types than floats, two of one name, arrays
    of more than `most` elements in all.
    """
    try:
        _check(data, most)
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return dict(arrays)
    except WeightsError:
        raise
    except Exception as error:  # zipfile, zlib and the header's parser each have their own for a damaged file
        raise WeightsError(
            "The .npz is damaged: {kind}, {reason}.", kind=type(error).__name__, reason=str(error)[:80]
        ) from error


def _check(data, most):
    """Compare what the zip and the header of each array claim with what is there."""
    if data.count(b"PK\x01\x02") > MOST_ARRAYS:  # entries of the zip's directory
        raise WeightsError("Expected at most {most} arrays, found more.", most=MOST_ARRAYS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        total, limit = sum(entry.file_size for entry in entries), most * LARGEST_FLOAT + MOST_ARRAYS * LARGEST_HEADER
        if total > limit:
            raise WeightsError(
                "Expected at most {most:,.0f} MB of arrays, found {found:,.0f} MB.", most=limit / 1e6, found=total / 1e6
            )
        names, elements = set(), 0
        for entry in entries:
            shown = reprlib.repr(entry.filename)
            if entry.compress_type not in COMPRESSION or not entry.filename.endswith(".npy"):
                raise WeightsError("Expected arrays as np.savez writes them, found {found}.", found=shown)
            if entry.filename in names:
                raise WeightsError("Expected each array once, found two called {name}.", name=shown)
            names.add(entry.filename)
            with archive.open(entry) as file:
                elements += _elements(entry, file)
        if elements > most:
            raise WeightsError(
                "Expected at most {most:,} weights and biases, found {found:,}.", most=most, found=elements
            )


def _elements(entry, file):
    """The number of elements that an array's header claims, which must be those that are there."""
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[np.lib.format.read_magic(file)]
    shape, _, dtype = read_header(file)
    if dtype.kind != "f" and not (dtype.kind == "U" and shape == () and dtype.itemsize <= LONGEST_WORD):
        raise WeightsError(
            "Expected arrays of floats, found {dtype} in {name}.", dtype=str(dtype)[:40], name=entry.filename[:40]
        )
    claimed, there = dtype.itemsize * math.prod(shape), entry.file_size - file.tell()
    if claimed != there:
        raise WeightsError(
            "{name} claims to hold {claimed:,} bytes, but the file has {there:,}.",
            name=entry.filename[:40],
            claimed=claimed,
            there=there,
        )
    return math.prod(shape)
