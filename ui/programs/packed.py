"""A recording as text for the browser: JSON, with everything that occurs twice in it once, compressed.

stepper.js reads it. Values and long strings, such as pictures, stand in two lists, and are named by their places there.
"""

import base64
import io
import json
import keyword
import tokenize
import zlib

LONG = 120  # characters of a string that is sent once
MARK = "\x00"  # before the place of such a string


def packed(recording):
    """A Recording -> base64 of zlib of JSON."""
    strings, values = {}, {}
    steps = [_step(step, strings, values) for step in recording.steps]
    content = {
        "lines": code_lines(recording.source, recording.sites),
        "sites": [site.source for site in recording.sites],
        "steps": steps,
        "loops": [loop._asdict() for loop in recording.loops],
        "values": [json.loads(value) for value in values],
        "strings": list(strings),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def unpacked(text):
    """The JSON of `packed`, with the long strings in their places, for tests."""
    content = json.loads(zlib.decompress(base64.b64decode(text)))
    strings = content.pop("strings")

    def put(part):
        match part:
            case str() if part.startswith(MARK):
                return strings[int(part[1:])]
            case list():
                return [put(item) for item in part]
            case dict():
                return {key: put(item) for key, item in part.items()}
        return part

    return put(content)


def _step(step, strings, values):
    """A Step without what is empty."""
    place = {name: _place(value, strings, values) for name, value in step.changed.items()}
    seen = {number: _place(shown, strings, values) for number, shown in step.seen.items()}
    return {name: part for name, part in step._asdict().items() if part} | {"changed": place, "seen": seen}


def _place(value, strings, values):
    text = json.dumps(_without_long(value, strings), ensure_ascii=False)
    return values.setdefault(text, len(values))


def _without_long(part, strings):
    match part:
        case str() if len(part) > LONG:
            return f"{MARK}{strings.setdefault(part, len(strings))}"
        case list() | tuple():
            return [_without_long(item, strings) for item in part]
        case dict():
            return {key: _without_long(item, strings) for key, item in part.items()}
    return part


def code_lines(source, sites):
    """The lines of a program, each a list of parts: text, the kind of token, and the site that it opens, or null."""
    lines = source.splitlines()
    kinds = [[None] * len(line) for line in lines]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = _kind(token)
        if kind and token.start[0] == token.end[0]:
            kinds[token.start[0] - 1][token.start[1] : token.end[1]] = [kind] * (token.end[1] - token.start[1])
    opens = [[None] * len(line) for line in lines]
    for number, site in enumerate(sites):  # an inner one comes later
        if site.line == site.end_line:
            opens[site.line - 1][site.column : site.end_column] = [number] * (site.end_column - site.column)
    return [_parts(*line) for line in zip(lines, kinds, opens, strict=True)]


def _kind(token):
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    if token.type == tokenize.OP:
        return "operator"
    return {tokenize.STRING: "string", tokenize.NUMBER: "number", tokenize.COMMENT: "comment"}.get(token.type)


def _parts(line, kinds, opens):
    parts = []
    for character, kind, site in zip(line, kinds, opens, strict=True):
        if parts and parts[-1][1:] == [kind, site]:
            parts[-1][0] += character
        else:
            parts.append([character, kind, site])
    return parts
