"""Reads a pickled dict of NumPy arrays without running anything that the file asks for.

A pickle is a program: `pickle.load` on a stranger's file can call any function that Python can import. Here its steps,
decoded by the standard library's `pickletools`, are followed by hand, and only those that a dict of arrays is made of.
The NumPy functions that such a file calls are replaced by notes of what it asked for; the arrays are built from the
notes at the end, once every size has been checked against the bytes that are there.
"""

import math
import pickletools
from dataclasses import dataclass

import numpy as np

from ..errors import WeightsError

MOST_STEPS = 10_000  # a network of three layers takes about 200
FLOATS = ("f2", "f4", "f8")
LITERALS = {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1"}
LITERALS |= {"UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}
LITERALS |= {"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8"}
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
FIXED = {"SETITEM": 2, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}  # how many values a step takes, if not all since the mark


def loads(data, limit):
    """The dict of arrays pickled in `data` (bytes, protocols 0 to 5): {str: float16, float32 or float64 array}.

    Arrays keep the byte order of the file. Raises WeightsError for everything else: another kind of object, a damaged
    file, any other function, arrays of more than `limit` bytes in all.
    """
    try:
        return build(Unpickler().run(data), limit)
    except WeightsError:
        raise
    except Exception as error:  # whatever a damaged file runs into: an empty stack, half a number, no end
        raise WeightsError(f"The pickle is damaged: {type(error).__name__}, {str(error)[:80]}.") from error


def build(notes, limit):
    """The arrays that the notes describe, `limit` bytes at most."""
    if not isinstance(notes, dict) or not all(isinstance(note, ArrayNote) for note in notes.values()):
        raise WeightsError("Expected a pickled dict of NumPy arrays, found another kind of object.")
    total = sum(note.checked_size() for note in notes.values())
    if total > limit:
        raise WeightsError(f"The arrays take {total:,} bytes; at most {limit:,} are read.")
    return {name: note.array() for name, note in notes.items()}


@dataclass(eq=False)
class DtypeNote:
    """numpy.dtype(code, align, copy), and the byte order that is set afterwards."""

    code: str
    align: object = None
    copy: object = None
    order: str = "="

    def set_state(self, version, order, *rest):
        self.order = order

    def dtype(self):
        if self.code not in FLOATS or self.order not in ("<", ">", "="):
            found = self.code[:8] if isinstance(self.code, str) else "another"
            raise WeightsError(f"Expected arrays of floats (f2, f4 or f8), found dtype {found}.")
        return np.dtype(self.order + self.code)


@dataclass(eq=False)
class TextNote:
    """_codecs.encode(text, "latin1"): bytes, as protocols 0 to 2 write them."""

    text: str
    encoding: str

    def __len__(self):
        return len(self.text)

    def __bytes__(self):
        return self.text.encode("latin-1")


@dataclass(eq=False)
class ArrayNote:
    """numpy's _frombuffer(raw, dtype, shape, order), or _reconstruct(...) and the same four set afterwards."""

    raw: object = None
    dtype: DtypeNote = None
    shape: tuple = None
    order: str = "C"

    def set_state(self, version, shape, dtype, is_fortran, raw):
        self.raw, self.dtype, self.shape, self.order = raw, dtype, shape, "F" if is_fortran else "C"

    def checked_size(self):
        """Bytes, after checking that the shape claims exactly those that are there."""
        if not (isinstance(self.shape, tuple) and len(self.shape) <= 4 and all(type(n) is int for n in self.shape)):
            raise WeightsError("Expected a shape of up to 4 whole numbers, found another.")
        if not (isinstance(self.raw, bytes | bytearray | TextNote) and isinstance(self.dtype, DtypeNote)):
            raise WeightsError("Expected arrays of plain floats, found an array of something else.")
        claimed, there = math.prod(self.shape) * self.dtype.dtype().itemsize, len(self.raw)
        if claimed != there:
            raise WeightsError(f"An array claims to hold {claimed:,} bytes, the file has {there:,} for it.")
        return there

    def array(self):
        raw = bytes(self.raw) if isinstance(self.raw, TextNote) else self.raw
        return np.frombuffer(raw, self.dtype.dtype()).reshape(self.shape, order=self.order)


# All the names that a pickled array mentions. NumPy 2 renamed numpy.core to numpy._core.
ADMITTED = {
    ("numpy", "ndarray"): None,
    ("numpy", "dtype"): DtypeNote,
    ("_codecs", "encode"): TextNote,
    ("numpy.core.multiarray", "_reconstruct"): lambda kind, shape, code: ArrayNote(),
    ("numpy._core.multiarray", "_reconstruct"): lambda kind, shape, code: ArrayNote(),
    ("numpy.core.numeric", "_frombuffer"): ArrayNote,
    ("numpy._core.numeric", "_frombuffer"): ArrayNote,
}


class Unpickler:
    """As much of the pickle machine as a dict of arrays needs: a stack, marks that set a part of it aside, a memo."""

    def __init__(self):
        self.stack, self.aside, self.memo = [], [], {}

    def run(self, data):
        """Follow the steps to the end; what is then on top of the stack."""
        for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if count == MOST_STEPS:
                raise WeightsError(f"Weights take fewer than {MOST_STEPS:,} pickled objects, found more.")
            self.step(opcode.name, argument)
        return self.stack.pop()

    def step(self, opcode, argument):
        """One step, as `pickletools` names and documents it."""
        match opcode:
            case "PROTO" | "FRAME" | "STOP":
                pass
            case "MARK":
                self.aside.append(self.stack)
                self.stack = []
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                self.memo[argument] = self.stack[-1]
            case "MEMOIZE":
                self.memo[len(self.memo)] = self.stack[-1]
            case "SETITEM" | "SETITEMS":
                items = self.take(opcode)
                fill(self.stack[-1], items)
            case "BUILD":
                state = self.stack.pop()
                set_state(self.stack[-1], state)
            case _:
                value = self.value(opcode, argument)  # first, as it may bring back the stack that was set aside
                self.stack.append(value)

    def value(self, opcode, argument):
        """What a step puts on the stack."""
        match opcode:
            case _ if opcode in LITERALS:
                return argument
            case _ if opcode in CONSTANTS:
                return CONSTANTS[opcode]
            case "GET" | "BINGET" | "LONG_BINGET":
                return self.memo[argument]
            case "EMPTY_DICT":
                return {}
            case "DICT":
                return fill({}, self.take(opcode))
            case "TUPLE" | "TUPLE1" | "TUPLE2" | "TUPLE3":
                return tuple(self.take(opcode))
            case "GLOBAL":
                return admitted(*argument.split(" ", 1))
            case "STACK_GLOBAL":
                name, module = self.stack.pop(), self.stack.pop()
                return admitted(module, name)
            case "REDUCE":
                arguments, function = self.stack.pop(), self.stack.pop()
                return noted(function, arguments)
        raise WeightsError(f"Expected a pickled dict of NumPy arrays, found something else in it ({opcode}).")

    def take(self, opcode):
        """Take off the stack the values that a step works on, and return them."""
        if opcode in FIXED:
            return [self.stack.pop() for _ in range(FIXED[opcode])][::-1]
        items, self.stack = self.stack, self.aside.pop()
        return items


def admitted(module, name):
    """The note that stands for a NumPy function; any other name ends the reading."""
    if not (isinstance(module, str) and isinstance(name, str)):
        raise WeightsError("Expected the names of NumPy's functions as text, found something else.")
    if (module, name) not in ADMITTED:
        found = f"{module}.{name}"[:80]
        raise WeightsError(f"Expected a pickled dict of NumPy arrays, found {found} in it. Nothing in it was run.")
    return ADMITTED[module, name]


def fill(target, items):
    """Put keys and values, in turn, into a dict whose keys are text."""
    if not isinstance(target, dict) or not all(isinstance(key, str) for key in items[::2]):
        raise WeightsError("Expected a pickled dict with names such as W1 as its keys, found other keys.")
    target.update(zip(items[::2], items[1::2], strict=True))
    return target


def noted(function, arguments):
    """The note of a call: one of those admitted, as nothing else that can be called gets on the stack."""
    if not (callable(function) and isinstance(arguments, tuple)):
        raise WeightsError("Expected the call of a NumPy function, found something else.")
    return function(*arguments)


def set_state(note, state):
    """Complete a note. Never a class, a function or a dict, which a file could otherwise tamper with."""
    if not (isinstance(note, DtypeNote | ArrayNote) and isinstance(state, tuple)):
        raise WeightsError("Expected the state of an array or a dtype, found something else.")
    note.set_state(*state)
