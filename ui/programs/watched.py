"""Which variables a line has changed: those that it assigns to, and those whose content is another than before.

So a counter that gets the same value again has changed, and so has an array that is changed in place.
"""

import zlib
from types import BuiltinFunctionType, FunctionType, ModuleType

import numpy as np

ALL_BYTES = 2**20  # of an array, up to which all its bytes are compared; of larger ones, a sample
SAMPLE = 4096  # elements
NO_VARIABLES = ModuleType | FunctionType | BuiltinFunctionType | type


class Watched:
    """The variables of one frame."""

    def __init__(self):
        self._marks = {}

    def changes(self, variables, assigned=()):
        """(name, value) of what is new or another than at the last call, besides what was `assigned`, by name."""
        variables = {name: value for name, value in variables.items() if _is_variable(name, value)}
        marks = {name: _mark(value) for name, value in variables.items()}
        before, self._marks = self._marks, marks
        return [(name, variables[name]) for name in marks if name in assigned or before.get(name) != marks[name]]


def _is_variable(name, value):
    return not name.startswith("_") and not isinstance(value, NO_VARIABLES)


def _mark(value):
    """Equal for equal content of the same kind."""
    if isinstance(value, np.ndarray):
        if value.nbytes > ALL_BYTES:
            value = value.reshape(-1)[:: max(1, value.size // SAMPLE)]
        return value.shape, str(value.dtype), zlib.crc32(np.ascontiguousarray(value))
    if isinstance(value, dict):
        return tuple((key, _mark(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_mark, value[:1000]))
    if isinstance(value, int | float | complex | str | np.generic | type(None)):
        return type(value), repr(value)
    return id(value)
