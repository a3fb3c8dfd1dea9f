"""What must hold for every translation: the same values, code and tags as in the English, the glossary, punctuation."""

import re
import tomllib
import unicodedata
from pathlib import Path

from ui.locale.sources import fields

GLOSSARY = tomllib.loads(Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8"))
CJK = r"[\u3040-\u30ff\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{CJK}\*{{0,2}}(?:[,;:?!]|\.(?!\w))|\([^()]*{CJK}[^()]*\)")
TYPED_SPACE = re.compile(rf"{CJK} [\w{{`]|[\w}}`] {CJK}", re.ASCII)
LITERAL = re.compile(r"`[^`]*`|</?\w+[^>]*>|:material/\w+:|\]\([^)]*\)")
EMPHASIS = re.compile(r"(?<!\*)(\*{1,2})(?!\*)(.+?)(?<!\*)\1(?!\*)")


def problems(language, english, translation):
    """What is wrong with a translation, in words."""
    if fields(english) != fields(translation):
        yield f"expected the values {sorted(fields(english))}, found {sorted(fields(translation))}"
    if sorted(LITERAL.findall(english)) != sorted(LITERAL.findall(translation)):
        yield f"expected the same code, tags and links, {LITERAL.findall(english)}"
    prose = LITERAL.sub("", translation)
    if found := HALF_WIDTH.search(prose):
        yield f"expected full-width punctuation at {found[0]!r}"
    if found := TYPED_SPACE.search(prose):
        yield f"expected no space at {found[0]!r}: the style sheet sets it"
    yield from _emphasis(translation)
    yield from _terms(language, english, translation)


def _emphasis(text):
    """Markdown prints the asterisks of **bold** that has punctuation inside, at its edge, and a letter outside."""
    for found in EMPHASIS.finditer(text):
        inside, before, after = found[2], text[: found.start()][-1:], text[found.end() :][:1]
        if _is_punctuation(inside[0]) and _is_letter(before) or _is_punctuation(inside[-1]) and _is_letter(after):
            yield f"expected the punctuation outside of {found[0]!r}"


def _terms(language, english, translation):
    english = re.sub("{[^}]*}", "", english)
    for term, words in GLOSSARY["terms"].items():
        allowed = words.get(language, [])
        if allowed and re.search(rf"\b{term}s?\b", english, re.IGNORECASE) and not _has_one(translation, allowed):
            yield f"expected the glossary's {' or '.join(allowed)} for {term!r}"
    for word, better in GLOSSARY["never"][language].items():
        if word in translation:
            yield f"expected {better!r} instead of {word!r}"


def _has_one(text, words):
    return any(word.lower() in text.lower() for word in words)


def _is_punctuation(character):
    return unicodedata.category(character)[0] in "PS"


def _is_letter(character):
    return bool(character) and unicodedata.category(character)[0] in "LN"
