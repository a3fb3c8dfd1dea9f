"""The catalogues: ja.toml and zh.toml, one sentence a line, in the order of the code.

TOML, since the standard library reads it: nothing has to be compiled, and git can merge the work of several people (see
.gitattributes: a merge keeps the lines of both sides). A merge may leave a sentence twice; `written` puts that right.
"""

import json
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES = ("ja", "zh")


def path(language):
    return FOLDER / f"{language}.toml"


def read(language):
    """The translations: a dict by the English, "" for what is not translated yet.

    Raises ValueError for a sentence with two translations.
    """
    found = {}
    for number, line in enumerate(path(language).read_text(encoding="utf-8").splitlines(), start=1):
        for english, translation in _parsed(line, f"{language}.toml:{number}").items():
            if translation and found.get(english, translation) not in ("", translation):
                raise ValueError(f"{language}.toml:{number}: another translation of {english!r} stands above")
            found[english] = translation or found.get(english, "")
    return found


def written(sentences, translations):
    """The text of a catalogue that has exactly these sentences: a dict from the English to the file that says it."""
    lines, section = [], None
    for english, file in sentences.items():
        if file != section:
            section = file
            lines += ["", f"# {file}", ""]
        lines.append(f"{_quoted(english)} = {_quoted(translations.get(english, ''))}")
    return "\n".join([*lines[1:], ""])


def _parsed(line, place):
    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f'{place}: expected "English" = "translation" on one line ({error})') from error


def _quoted(text):
    return json.dumps(text, ensure_ascii=False)
