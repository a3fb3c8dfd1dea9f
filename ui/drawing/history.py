"""The drawings of one visit, each once: kept when the pen rests, and followed until something else is on the canvas.

What is kept is what puts a drawing back on the canvas, packed.
"""

import json
import zlib
from dataclasses import dataclass, field

import numpy as np

from mnistcore.drawing import normalize_drawing
from ui.components.ink_code import digit_named
from ui.components.message import SIDE
from ui.components.sheet import Picture

MOST = 50
NO_DIGIT = "no digit"  # what a drawing can be meant to be, besides 0 to 9


@dataclass(eq=False)
class Drawing:
    """One drawing. image: as the network sees it, (28, 28) uint8; meant: 0 to 9, NO_DIGIT, or None if nobody said."""

    number: int
    begins: tuple  # what stays the same while one draws on: the picture's name and the first point
    picture: Picture | None
    packed_strokes: bytes
    packed_ink: bytes
    image: np.ndarray
    meant: int | str | None = None

    @property
    def strokes(self):
        return json.loads(zlib.decompress(self.packed_strokes))

    @property
    def ink(self):
        """(280, 280) uint8."""
        return np.frombuffer(zlib.decompress(self.packed_ink), np.uint8).reshape(SIDE, SIDE)


@dataclass
class History:
    """The last drawings, in order. current: the one on the canvas, if it is among them."""

    drawings: list[Drawing] = field(default_factory=list)
    current: Drawing | None = None
    count: int = 0

    def follow(self, strokes, picture, ink, rests=True):
        """Keep what is on the canvas now, if the pen rests. Returns whether that changed anything.

        strokes: as pen.js has them, or None for those of the other canvas, of which the ink is kept; picture: the
        Picture under them; ink: of both, (280, 280) uint8, or None for a blank canvas. A digit of the data alone is no
        drawing.
        """
        before = self.drawings
        if ink is None or (picture and not strokes and strokes is not None and digit_named(picture.name)):
            self.current = None
        elif rests:
            self._keep(packed(strokes, picture, ink))
        return self.drawings is not before

    def add(self, drawings):
        """Add drawings from a file, without those that are here already; return how many."""
        before = self.count
        for drawing in drawings:
            if not self._equal(drawing):
                self._append(drawing)
        return self.count - before

    def numbered(self, number):
        """The drawing with this number, or None."""
        return next((drawing for drawing in self.drawings if drawing.number == number), None)

    def _keep(self, drawing):
        same = self._equal(drawing)
        if same:  # after Undo, or a visit to another page
            self.current = same
        elif self.current in self.drawings and _goes_on(self.current.begins, drawing.begins):
            drawing.number, drawing.meant = self.current.number, self.current.meant
            self.drawings = [drawing if kept is self.current else kept for kept in self.drawings]
            self.current = drawing
        else:
            self._append(drawing)
            self.current = drawing

    def _equal(self, drawing):
        return next((known for known in self.drawings if known.packed_ink == drawing.packed_ink), None)

    def _append(self, drawing):
        self.count += 1
        drawing.number = self.count
        self.drawings = [*self.drawings, drawing][-MOST:]


def packed(strokes, picture, ink, meant=None):
    """A Drawing of these, as for `History.follow`, still without its number. Raises EmptyDrawingError without ink."""
    begins = picture and picture.name, tuple(strokes[0]["points"][0]) if strokes else None
    packed_ink = zlib.compress(ink.tobytes(), 1)
    if strokes is None:
        strokes, picture = [], Picture(f"{zlib.crc32(packed_ink):08x}", ink, picture and picture.note)
    packed_strokes = zlib.compress(json.dumps(strokes).encode())
    return Drawing(0, begins, picture, packed_strokes, packed_ink, normalize_drawing(ink), meant)


def _goes_on(before, now):
    """Whether a drawing that begins like this is the one before, with more or fewer strokes."""
    return before[0] == now[0] and (None in (before[1], now[1]) or before[1] == now[1])


def guesses(network, images):
    """What a network reads in images, (n, 28, 28) uint8: 0 to 9 or NO_DIGIT for each; and probabilities, (n, 10)."""
    y = network.predict_proba(images)
    p = network.digit_probability(images)  # None for a network that cannot tell
    doubted = np.zeros(len(y), bool) if p is None else p < network.digit_threshold
    return [NO_DIGIT if doubt else int(guess) for guess, doubt in zip(y.argmax(axis=1), doubted, strict=True)], y
