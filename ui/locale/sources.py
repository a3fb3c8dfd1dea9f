"""The sentences in the code: the literal arguments of say, later, plural, and of mnistcore's errors and Sentences."""

import ast
import string
from pathlib import Path

from mnistcore import MnistCoreError, errors

ROOT = Path(__file__).parents[2]
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, MnistCoreError)}
PLACES = {"say": 0, "later": 0, "Sentence": 0, "plural": 1, **dict.fromkeys(ERRORS, 0)}  # of the sentence to translate
VALUES_COME_LATER = {"later", "Sentence"}


def sentences():
    """All sentences of the app, in order: a dict from the English to the path of the first file that says it."""
    files = [ROOT / "app.py", *(path for folder in ("pages", "ui", "mnistcore") for path in _python(folder))]
    found = {}
    for path in files:
        for english in in_code(path.read_text(encoding="utf-8"), path):
            found.setdefault(english, path.relative_to(ROOT).as_posix())
    return found


def in_code(code, path=""):
    """The sentences in the code of one file, in order. Raises ValueError for what cannot be translated."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and _name(node.func) in PLACES]
    found = []
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        for english in _literals(call, path):
            _check_values(call, english, path)
            found += [english] if has_words(english) else []
    return list(dict.fromkeys(found))


def fields(text):
    """The {placeholders} in a sentence, with their formats: {"most:,", "found"}."""
    parts = string.Formatter().parse(text)
    return {name + (f"!{how}" if how else "") + (f":{spec}" if spec else "") for _, name, spec, how in parts if name}


def has_words(text):
    """Whether there is anything to translate beside the values."""
    return any(part[0].strip(" -:·") for part in string.Formatter().parse(text))


def _python(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def _name(function):
    return getattr(function, "id", getattr(function, "attr", None))


def _literals(call, path):
    """The literal sentences of a call: none for a variable, two for a conditional."""
    waiting = call.args[PLACES[_name(call.func)] :][:1]
    while waiting:
        match waiting.pop(0):
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=one, orelse=other):
                waiting += [one, other]
            case ast.JoinedStr() | ast.BinOp() as glued:
                raise ValueError(f"{path}:{glued.lineno}: expected one whole sentence with {{names}} for its values")


def _check_values(call, english, path):
    given = {keyword.arg for keyword in call.keywords}
    named = {field.partition("!")[0].partition(":")[0] for field in fields(english)} - {"n"}
    if _name(call.func) not in VALUES_COME_LATER and None not in given and not named <= given:
        raise ValueError(f"{path}:{call.lineno}: expected values for {named - given}")
