"""Reads a pickled dict of NumPy arrays without running anything in the file.

A pickle is a program: `pickle.load` on a stranger's file can call any function that Python can import. Here its
opcodes, decoded by the standard library's `pickletools`, are interpreted one by one, and only those that a dict of
arrays needs. Calls of NumPy functions become placeholders that hold their arguments. The arrays are built from these at
the end, once every size has been checked against the bytes in the file.
"""

import math
import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import Sentence, WeightsError

MOST_STEPS = 10_000  # opcodes; a network of three layers takes about 200
FLOATS = ("f2", "f4", "f8")
LITERALS = {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1"}
LITERALS |= {"UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}
LITERALS |= {"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8"}
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
FIXED = {"SETITEM": 2, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}  # operands; the others take all since the mark


def loads(data: bytes, most: int) -> dict[str, np.ndarray]:
    """The dict of arrays pickled in `data` (protocols 0 to 5), each float16, float32 or float64.

    Arrays keep the byte order of the file. Raises WeightsError for anything else: another kind of object, a damaged
    file, any other function, arrays of more than `most` elements in all.
    """
    try:
        return build(Unpickler().run(data), most)
    except WeightsError:
        raise
    except Exception as error:  # a damaged file can cause any: an empty stack, half a number, a missing end
        raise WeightsError(
            "The pickle is damaged: {kind}, {reason}.", kind=type(error).__name__, reason=str(error)[:80]
        ) from error


def build(notes: object, most: int) -> dict[str, np.ndarray]:
    """The arrays that the notes describe. Raises WeightsError for other objects, or more than `most` elements."""
    if not isinstance(notes, dict) or not all(isinstance(note, ArrayNote) for note in notes.values()):
        raise WeightsError("Expected a pickled dict of NumPy arrays, found another kind of object.")
    elements = sum(note.elements() for note in notes.values())
    if elements > most:
        raise WeightsError("Expected at most {most:,} weights and biases, found {found:,}.", most=most, found=elements)
    return {name: note.array() for name, note in notes.items()}


@dataclass(eq=False)
class DtypeNote:
    """Stands for numpy.dtype(code, align, copy), with the byte order that is set afterwards."""

    code: str
    align: object = None
    copy: object = None
    order: str = "="

    def set_state(self, version: object, order: str, *rest: object) -> None:
        self.order = order

    def dtype(self) -> np.dtype:
        if self.code not in FLOATS or self.order not in ("<", ">", "="):
            found = self.code[:8] if isinstance(self.code, str) else Sentence("unknown")
            raise WeightsError("Expected arrays of floats (f2, f4 or f8), found dtype {found}.", found=found)
        return np.dtype(self.order + self.code)


@dataclass(eq=False)
class TextNote:
    """Stands for _codecs.encode(text, "latin1"): bytes, as protocols 0 to 2 write them."""

    text: str
    encoding: str

    def __len__(self):
        return len(self.text)

    def __bytes__(self):
        return self.text.encode("latin-1")


@dataclass(eq=False)
class ArrayNote:
    """Stands for numpy's _frombuffer(raw, dtype, shape, order), or _reconstruct(...) with these four set afterwards."""

    raw: Any = None
    dtype: Any = None
    shape: Any = None
    order: Any = "C"

    def set_state(self, version: object, shape: tuple, dtype: DtypeNote, is_fortran: bool, raw: object) -> None:
        self.raw, self.dtype, self.shape, self.order = raw, dtype, shape, "F" if is_fortran else "C"

    def elements(self) -> int:
        """Their number, after checking that the shape matches the bytes in the file."""
        if not (isinstance(self.shape, tuple) and len(self.shape) <= 4 and all(type(n) is int for n in self.shape)):
            raise WeightsError("Expected shapes of at most 4 integers, found another.")
        if not (isinstance(self.raw, bytes | bytearray | TextNote) and isinstance(self.dtype, DtypeNote)):
            raise WeightsError("Expected arrays of plain floats, found an array of something else.")
        elements = math.prod(self.shape)
        claimed, there = elements * self.dtype.dtype().itemsize, len(self.raw)
        if claimed != there:
            raise WeightsError(
                "An array claims to hold {claimed:,} bytes, but the file has {there:,}.", claimed=claimed, there=there
            )
        return elements

    def array(self) -> np.ndarray:
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
    """As much of an unpickler as a dict of arrays needs: a stack, marks that set part of it aside, and a memo."""

    def __init__(self) -> None:
        self.stack: list = []
        self.aside: list[list] = []
        self.memo: dict[int, Any] = {}

    def run(self, data: bytes) -> Any:
        """Interpret all opcodes and return what is then on top of the stack."""
        for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if count == MOST_STEPS:
                raise WeightsError("Expected a pickle of at most {most:,} opcodes, found more.", most=MOST_STEPS)
            self.step(opcode.name, argument)
        return self.stack.pop()

    def step(self, opcode: str, argument: Any) -> None:
        """Interpret one opcode, named as `pickletools` names and documents it."""
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
                value = self.value(opcode, argument)  # before push: it may restore the stack that was set aside
                self.stack.append(value)

    def value(self, opcode: str, argument: Any) -> Any:
        """The value that an opcode pushes on the stack."""
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
        raise WeightsError(
            "Expected a pickled dict of NumPy arrays, found something else in it ({opcode}).", opcode=opcode
        )

    def take(self, opcode: str) -> list:
        """Pop the operands of an opcode and return them."""
        if opcode in FIXED:
            return [self.stack.pop() for _ in range(FIXED[opcode])][::-1]
        items, self.stack = self.stack, self.aside.pop()
        return items


def admitted(module: object, name: object) -> Callable | None:
    """The note that stands for a NumPy function. Raises WeightsError for any other name."""
    if not (isinstance(module, str) and isinstance(name, str)):
        raise WeightsError("Expected names of NumPy functions as text, found something else.")
    if (module, name) not in ADMITTED:
        found = f"{module}.{name}"[:80]
        raise WeightsError(
            "Expected a pickled dict of NumPy arrays, found {found} in it. Nothing in it was run.", found=found
        )
    return ADMITTED[module, name]


def fill(target: Any, items: list) -> dict:
    """Fill a dict with alternating keys and values. Raises WeightsError unless the keys are text."""
    if not isinstance(target, dict) or not all(isinstance(key, str) for key in items[::2]):
        raise WeightsError("Expected a pickled dict whose keys are names such as W1, found other keys.")
    if len(target) + len(items) // 2 > len({*target, *items[::2]}):
        raise WeightsError("Expected each array once, found two of one name.")
    target.update(zip(items[::2], items[1::2], strict=True))
    return target


def noted(function: Any, arguments: Any) -> object:
    """The note of a call. The function is an admitted one: nothing else callable gets on the stack."""
    if not (callable(function) and isinstance(arguments, tuple)):
        raise WeightsError("Expected a call of a NumPy function, found something else.")
    return function(*arguments)


def set_state(note: Any, state: Any) -> None:
    """Complete a note. Never a class, a function or a dict, which a file could use to do harm."""
    if not (isinstance(note, DtypeNote | ArrayNote) and isinstance(state, tuple)):
        raise WeightsError("Expected the state of an array or a dtype, found something else.")
    note.set_state(*state)
