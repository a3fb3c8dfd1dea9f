"""A drawing as text: what was written is read, and whatever else is read is refused or harmless."""

import base64
import zlib
from random import Random

import pytest

from mnistcore import MnistCoreError
from ui.components import message
from ui.components.ink_code import LONGEST, Ink, decode, digit_named, encode
from ui.components.strokes import straight

SEVEN = Ink([{"width": 20, "points": [[80, 60], [200, 60], [130, 230]]}])


def random_ink(seed):
    """Strokes of straight lines, which are not simplified any more."""
    random = Random(seed)
    corner = lambda: [random.randint(-900, 900), random.randint(-900, 900)]  # noqa: E731
    strokes = [
        {"width": random.randint(1, 40), "points": straight([corner() for _ in range(random.randint(1, 20))])}
        for _ in range(random.randint(1, 6))
    ]
    return Ink(strokes, random.choice([None, ("sample", "test", random.randint(0, 3999)), ("mnist", "train", 59_999)]))


@pytest.mark.parametrize("seed", range(50))
def test_what_was_written_is_read(seed):
    ink = random_ink(seed)
    text = encode(ink)
    assert decode(text) == ink
    assert encode(decode(text)) == text


def test_a_digit_alone_travels_as_its_number():
    text = encode(Ink([], ("mnist", "test", 7)))
    assert text.startswith("mnist.test.7.") and len(text) < 20
    assert decode(text) == Ink([], ("mnist", "test", 7))


def test_a_written_digit_takes_a_few_dozen_characters():
    points = [[140 + round(60 * x), 140 + round(90 * y)] for x, y in circle(200)]
    assert len(encode(Ink([{"width": 20, "points": points}]))) < 100


def circle(count):
    return [(abs((4 * i / count + 1) % 4 - 2) - 1, abs(4 * i / count % 4 - 2) - 1) for i in range(count)]


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_a_changed_lost_or_added_character_is_noticed(place):
    text = encode(random_ink(3))
    for damaged in (text[:place], text[:place] + text[place + 1 :], text[:place] + "A" + text[place:], f"{text}A"):
        with pytest.raises(MnistCoreError, match="Copy the whole link again"):
            decode(damaged)


@pytest.mark.parametrize(
    "text", ["", "AAA", "ä", "a b", "a\n", "../..", "sample.test.7", "sample.other.7.AAAA", "x" * 9]
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(MnistCoreError, match="Copy the whole link again"):
        decode(text)


def test_a_text_is_measured_before_it_is_decoded():
    with pytest.raises(MnistCoreError, match=r"at most 6,000 characters, found 9,000,000\."):
        decode("A" * 9_000_000)


def signed(body, before=""):
    """Any bytes, with a checksum that matches."""
    checksum = (zlib.crc32(before.encode() + body) & 0xFFFF).to_bytes(2, "big")
    return before + base64.urlsafe_b64encode(body + checksum).decode().rstrip("=")


FORGED = {
    "nothing": b"",
    "no points": bytes([0, 0]),
    "fewer points than none": bytes([0, 1]),
    "more points than there are": bytes([0, 254, 255, 255, 127, 0, 0]),
    "no width": bytes([39 + 2, 2, 0, 0]),
    "a huge width": bytes([254, 255, 3, 2, 0, 0]),
    "a point beyond all screens": bytes([0, 2, 254, 255, 255, 127, 0]),
    "a number without an end": bytes([0, 2, 0, 128]),
    "a number of many bytes": bytes([128] * 50),
    "too many strokes": bytes([0, 2, 0, 0]) * 1_100,
    "a bomb": zlib.compress(bytes(1_000_000), 9),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_drawing_is_refused(name):
    assert decode(signed(bytes([0, 2, 0, 0]))).strokes  # the checksum here is the right one
    with pytest.raises(MnistCoreError, match="Copy the whole link again"):
        decode(signed(FORGED[name]))


@pytest.mark.parametrize("seed", range(300))
def test_random_bytes_become_strokes_or_an_error(seed):
    random = Random(seed)
    body = random.randbytes(random.choice([4, 30, 500]))
    body = bytes(byte & random.choice([255, 127, 7]) for byte in body)
    try:
        strokes = decode(signed(body)).strokes
    except MnistCoreError:
        return
    message.check_strokes(strokes)
    assert 0 < len(strokes) <= len(body)


def test_a_drawing_of_too_many_strokes_says_what_to_do():
    random = Random(0)
    points = [[random.randint(0, 280), random.randint(0, 280)] for _ in range(20_000)]
    with pytest.raises(MnistCoreError, match="Undo some of its strokes"):
        encode(Ink([{"width": 20, "points": points}]))
    assert len(encode(Ink([{"width": 20, "points": points[:300]}]))) < LONGEST


def test_only_a_digits_picture_has_the_name_of_a_digit():
    assert digit_named("sample.test.7") == ("sample", "test", 7)
    for name in ("0a1b2c3d", "", "sample.test.", "sample.test.7.A", "sample.validation.7", "sample.test.-1"):
        assert digit_named(name) is None
