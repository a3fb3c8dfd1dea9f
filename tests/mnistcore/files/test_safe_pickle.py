"""Pickles: which are read, and that an untrusted file can neither run code nor exhaust the memory."""

import copyreg
import io
import os
import pickle
import pickletools
import random
import struct
from pathlib import Path

import numpy as np
import pytest

from mnistcore import Network, WeightsError
from tests.memory import at_most
from tests.mnistcore.files.weight_files import PROTOCOLS, assert_holds, load, some_weights


def text(value):
    return b"\x8c" + bytes([len(value)]) + value.encode()


FROMBUFFER = b"cnumpy.core.numeric\n_frombuffer\n"

# Accepted


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f4", ">f8"])
def test_pickle(protocol, dtype):
    weights = some_weights(dtype)
    assert_holds(load(pickle.dumps(weights, protocol)), weights)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_pickled_arrays_in_any_memory_order(protocol):
    weights = some_weights()
    weights["W1"] = np.asfortranarray(weights["W1"])
    weights["W2"] = np.repeat(weights["W2"], 2, axis=1)[:, ::2]
    assert_holds(load(pickle.dumps(weights, protocol)), weights)


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_pickles_of_numpy_1_and_2(protocol):
    weights = some_weights()
    body = pickle.dumps(weights, protocol)
    if protocol < 4:
        body = body.replace(b"numpy._core.", b"numpy.core.")
    else:  # the lengths of texts and of the frame precede them
        body = body.replace(b"\x8c\x16numpy._core.multiarray", b"\x8c\x15numpy.core.multiarray")
        body = body.replace(b"\x8c\x13numpy._core.numeric", b"\x8c\x12numpy.core.numeric")
        body = body[:3] + struct.pack("<Q", struct.unpack("<Q", body[3:11])[0] - 1) + body[11:]
    assert b"numpy.core." in body
    assert b"numpy._core." not in body
    assert_holds(load(body), weights)


def test_pickled_with_the_pickler_written_in_python():
    file = io.BytesIO()
    pickle._Pickler(file, 4).dump(some_weights())
    assert_holds(load(file.getvalue()), some_weights())
    assert_holds(load(pickletools.optimize(file.getvalue())), some_weights())


# Refused: pickles of anything but arrays


class Calls:
    """An object that is pickled as a function call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.fixture
def nothing_runs(tmp_path, monkeypatch):
    """Fail the test if a pickle has written a file or run code."""
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "value",
    [
        Calls(os.system, "touch ran"),
        Calls(eval, "open('ran', 'w')"),
        Calls(exec, "open('ran', 'w')"),
        Calls(open, "ran", "w"),
        Calls(getattr, "touch ran", "upper"),
        Calls(Path, "ran"),
        Calls(np.load, "ran"),
        Calls(np.fromfile, "ran"),
        Calls(np.empty, (10, 10)),
        Calls(bytearray, 2**40),
        Calls(__import__, "antigravity"),
        np.float32(1),
        np.ma.ones(3),
        np.random.default_rng(0),
        Network,
        print,
        [np.ones(3)],
        {1.5},
        1.5,
        None,
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_arrays(protocol, value, nothing_runs):
    for weights in (value, {"W1": value}, {"W1": np.ones(1), "b1": value}):
        body = pickle.dumps(weights, protocol)
        with pytest.raises(WeightsError):
            load(body)


@pytest.mark.parametrize(
    "found", [1, "W1", (), (1, 2), b"W", True, {1: np.ones(2)}, {"W1": {"W1": np.ones(2)}}, {"W1": (1,)}]
)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_other_objects(found, protocol):
    with pytest.raises(WeightsError):
        load(pickle.dumps(found, protocol))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("builtins", "eval"),
        ("numpy", "core.multiarray._reconstruct"),
        ("numpy", "_core.multiarray._reconstruct"),
        ("numpy", "dtype.__class__"),
        ("numpy", "os.system"),
        ("numpy.core", "multiarray._reconstruct"),
        ("numpy dtype", ""),
        ("", "numpy dtype"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy.core.multiarray", "frombuffer"),
        ("numpy.lib.npyio", "load"),
        ("_codecs", "decode"),
        ("_codecs", "encode.__call__"),
        ("copyreg", "_reconstructor"),
        ("mnistcore.safe_pickle", "ArrayNote"),
    ],
)
def test_names_that_are_not_allowed(module, name, nothing_runs):
    for load_global in (text(module) + text(name) + b"\x93", f"c{module}\n{name}\n".encode()):
        with pytest.raises(WeightsError, match="run|damaged"):
            load(b"\x80\x04" + load_global + text("touch ran") + b"\x85R.")


def test_names_that_are_not_text():
    for names in (b"NN", b"K\x01K\x01", b"}}", b"N\x85N\x85"):
        with pytest.raises(WeightsError):
            load(b"\x80\x04" + names + b"\x93.")


def test_extension_codes(nothing_runs):
    copyreg.add_extension("os", "system", 250)
    try:
        for body in (
            b"\x80\x02\x82\xfaX\x09\x00\x00\x00touch ran\x85R.",
            b"\x80\x02\x83\xfa\x00X\x09\x00\x00\x00touch ran\x85R.",
            b"\x80\x02\x84\xfa\x00\x00\x00X\x09\x00\x00\x00touch ran\x85R.",
        ):
            with pytest.raises(WeightsError, match="EXT"):
                load(body)
    finally:
        copyreg.remove_extension("os", "system", 250)


@pytest.mark.parametrize(
    "steps",
    [
        b"(iposix\nsystem\n",
        b"(cposix\nsystem\no",
        b"cposix\nsystem\n)\x81",
        b"cposix\nsystem\n)}\x92",
        b"Pid\n",
        b"NQ",
        b"]",
        b"\x8f",
        b"\x97",
        b"0",
        b"G" + bytes(8),
    ],
    ids=["INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "PERSID", "BINPERSID", "LIST", "SET", "NEXT_BUFFER", "POP", "BINFLOAT"],
)
def test_opcodes_that_no_array_needs(steps):
    with pytest.raises(WeightsError):
        load(b"\x80\x05" + steps + b".")


# Refused: arrays whose pickle lies


def pickled_array(shape="(784, 10)", code="f4", order="<", raw=bytes(31360), version=1):
    """{"W1": array} as NumPy would pickle it, from parts that may contradict each other."""

    class Fake:
        def __init__(self, *parts):
            self.parts = parts

        def __reduce__(self):
            return self.parts

    fake_dtype = Fake(np.dtype, (code, False, True), (3, order, None, None, None, -1, -1, 0))
    reconstruct = np.ones(2).__reduce__()[0]
    return pickle.dumps(
        {"W1": Fake(reconstruct, (np.ndarray, (0,), b"b"), (version, shape, fake_dtype, False, raw))}, 3
    )


LIES = {
    "2 TiB": {"shape": (2**39,)},
    "2 TiB of rows": {"shape": (784, 2**32)},
    "a number of 500 digits": {"shape": (10**500,)},
    "wraps around 64 bits": {"shape": (2**32, 2**30, 4)},
    "negative": {"shape": (-784, -10)},
    "less than there is": {"shape": (784, 9)},
    "a shape of text": {"shape": ("784", 10)},
    "a shape of booleans": {"shape": (True, 7840)},
    "a shape that is a number": {"shape": 7840},
    "many dimensions": {"shape": (784, 10) + (1,) * 100},
    "objects": {"code": "O8"},
    "object by name": {"code": "object"},
    "text": {"code": "S4"},
    "integers": {"code": "i4"},
    "a record": {"code": "f4,f4"},
    "no dtype": {"code": ("f4", 2)},
    "no byte order": {"order": "nonsense"},
    "raw is a list": {"raw": (1, 2, 3)},
    "raw is missing": {"raw": None},
    "raw is a number": {"raw": 2**40},
    "raw is text": {"raw": "a" * 31360},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_lies_about_an_array(lie):
    with pytest.raises(WeightsError):
        load(pickled_array(**({"shape": (784, 10)} | lie)))


@pytest.mark.parametrize("shape", [(2**39,), (784, 9)])
def test_the_message_gives_the_claimed_and_the_actual_size(shape):
    with pytest.raises(WeightsError, match=f"{np.prod(shape) * 4:,} bytes.* 31,360"):
        load(pickled_array(shape=shape))


def test_the_array_without_a_lie_is_read():
    with pytest.raises(WeightsError, match="b1"):  # the only error is that b1 is missing
        load(pickled_array(shape=(784, 10)))


def test_a_pickle_cannot_affect_the_next_one():
    """State set on a class or a function would remain after the file is closed."""
    reconstruct = text("numpy._core.multiarray") + text("_reconstruct") + b"\x93"
    dtype = text("numpy") + text("dtype") + b"\x93"
    defaults = b"N}" + text("__defaults__") + b"NNN\x87s\x86"
    for steps in (
        reconstruct + defaults + b"b",
        reconstruct + b"}" + text("x") + b"Nsb",
        dtype + defaults + b"b",
        dtype + dtype + b"K\x03" + text(">") + b"\x87b",
        b"}" + text("W1") + b"Nsb",
        FROMBUFFER + b"(" + dtype + b"K\x01N\x85NNC\x00tb",  # as if to set the dtype of dtype
    ):
        with pytest.raises(WeightsError):
            load(b"\x80\x04" + steps + b".")
    weights = some_weights()
    assert_holds(load(pickle.dumps(weights)), weights)


# Refused: bombs


FOUR_MIB = 4 * 2**20
BYTES = b"B" + struct.pack("<I", FOUR_MIB) + bytes(FOUR_MIB)
ENCODED = b"c_codecs\nencode\nX" + struct.pack("<I", FOUR_MIB) + b"a" * FOUR_MIB + text("latin1") + b"\x86"
SHAPE = b"J" + struct.pack("<i", FOUR_MIB // 4) + b"\x85"
FLOAT32 = b"cnumpy\ndtype\n" + text("f4") + b"\x85R"
AGAIN = b"q\x02R" + b"".join(text(f"W{i}") + b"h\x01h\x02R" for i in range(1, 101))  # the same call 101 times
FIRST = b"}(" + text("W0") + FROMBUFFER + b"q\x01"
DOUBLING = b"".join(
    b"q" + bytes([i]) + b"h" + bytes([i]) + b"\x86" for i in range(60)
)  # each tuple holds the previous one twice
BOMBS = {
    "a memo with a giant index": b"}r\xff\xff\xff\xff.",
    "a text index": b"}p99999999999999999999\n.",
    "bytes of 2**62": b"\x8e" + struct.pack("<Q", 2**62) + b".",
    "bytes of 2**64 - 1": b"\x8e" + struct.pack("<Q", 2**64 - 1) + b".",
    "a bytearray of 2**40": b"\x96" + struct.pack("<Q", 2**40) + b".",
    "bytes of 2**32 - 1": b"B\xff\xff\xff\xff.",
    "text of 2**62": b"\x8d" + struct.pack("<Q", 2**62) + b".",
    "a frame of 2**63": b"\x95" + struct.pack("<Q", 2**63) + b"}.",
    "a number of 2 GB": b"\x8b\xff\xff\xff\x7f.",
    "a number of many digits": b"L" + b"9" * 100_000 + b"L\n.",
    "nested deeply": b"(" * 100_000 + b"t" * 100_000 + b".",
    "tuples in tuples": b"N" + b"\x85" * 100_000 + b".",
    "dicts in dicts": b"}" + b"}" * 100_000 + b".",
    "many steps": b"}" + b"N" * 10_000_000 + b".",
    "billion laughs": b"N" + DOUBLING + b".",
    "billion laughs as a key": b"}N" + DOUBLING + b"Ns.",
    "billion laughs as a name": b"N" + DOUBLING + b"N\x93.",
    "billion laughs as a dtype": b"cnumpy\ndtype\nN" + DOUBLING + b"NN\x87R.",
    "billion laughs as a shape": b"}" + text("W1") + FROMBUFFER + b"(C\x04abcd" + FLOAT32 + b"N" + DOUBLING + b"tRs.",
    "a dict in itself": b"}q\x00" + text("W1") + b"h\x00s.",
    "bytes as arguments": b"cnumpy\ndtype\n" + BYTES + b"R.",
    "bytes as state": FLOAT32 + BYTES + b"b.",
    "the same bytes as many arrays": FIRST + b"(" + BYTES + FLOAT32 + SHAPE + b"t" + AGAIN + b"u.",
    "the same text as many arrays": FIRST + b"(" + ENCODED + b"R" + FLOAT32 + SHAPE + b"t" + AGAIN + b"u.",
    "text encoded many times": ENCODED + b"q\x00" + b"c_codecs\nencode\nh\x00R" * 2000 + b".",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs(bomb):
    with at_most(20 * 2**20), pytest.raises(WeightsError):
        load(b"\x80\x04" + bomb)


# Refused: anything else


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # from the standard library, for damaged text
def test_random_opcodes():
    """Random sequences of opcodes, as from a fuzzer."""
    rng = random.Random(1)
    parts = [bytes([code]) for code in range(256)]
    parts += [b"cnumpy\ndtype\n", b"cnumpy.core.multiarray\n_reconstruct\n", b"c_codecs\nencode\n", b"cos\nsystem\n"]
    parts += [
        text("f4"),
        text("W1"),
        text("<"),
        b"C\x04abcd",
        b"K\x01",
        b"q\x00",
        b"h\x00",
        b"\x85",
        b"\x86",
        b"R",
        b"b",
        b"s",
    ] * 8
    for _ in range(4000):
        with pytest.raises(WeightsError):
            load(b"\x80\x04" + b"".join(rng.choices(parts, k=rng.randrange(1, 30))) + b".")
