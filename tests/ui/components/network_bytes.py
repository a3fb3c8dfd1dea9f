"""What the network view is told, unpacked as network_data.js unpacks it."""

import base64
import json
import zlib
from types import SimpleNamespace

import numpy as np


def unpacked(data):
    """(the header, its arrays in order: W and b of each stage whose weights are sent)."""
    length = int.from_bytes(data[:4], "little")
    assert length % 4 == 0  # so that floats after it are aligned
    header = json.loads(data[4 : 4 + length].decode())
    numbers = Reader(data[4 + length :])
    dtype, arrays = ("<f2" if header["half"] else "<f4"), []
    for before, stage in zip(header["stages"], header["stages"][1:], strict=False):
        inputs = before["count"] if stage["weights"] else np.prod(stage["kernel"]) if stage["kernel"] else 0
        if inputs:
            arrays += [numbers.next(dtype, inputs, stage["count"]), numbers.next(dtype, stage["count"])]
    assert numbers.is_at_its_end
    return header, arrays


def read(answer, header):
    """(the network's id, the image, a SimpleNamespace with the values of each stage)."""
    numbers = Reader(zlib.decompress(base64.b64decode(answer)))
    (number,), image, found = numbers.next("<u4", 1), numbers.next("u1", 28, 28), []
    for before, stage in zip(header["stages"], header["stages"][1:], strict=False):
        count, values = stage["count"], SimpleNamespace(products=None)
        if stage["kind"] == "maps":
            values.largest = numbers.next("<f4", count)
            values.shades = numbers.next("u1", count, stage["rows"], stage["columns"])
        else:
            values.a, values.z = numbers.next("<f4", count), numbers.next("<f4", count)
        if not stage["weights"]:
            scale = numbers.next("<f4", count)
            values.products = numbers.next("i1", before["count"], count) / header["strengths"] * scale
        found.append(values)
    assert numbers.is_at_its_end
    return number, image, found


class Reader:
    def __init__(self, content):
        self.content, self.at = content, 0

    def next(self, dtype, *shape):
        numbers = np.frombuffer(self.content, dtype, int(np.prod(shape)), self.at)
        self.at += numbers.nbytes
        return numbers.reshape(shape)

    @property
    def is_at_its_end(self):
        return self.at == len(self.content)
