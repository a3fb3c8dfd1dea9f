"""The content of the drawing canvas, which both the browser and Python change."""

import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

MOST_REMEMBERED = 50  # steps of Undo, and pictures


class Picture(NamedTuple):
    """An inserted picture: its name, its pixels, (280, 280) uint8, and a sentence about it, or None."""

    name: str
    pixels: np.ndarray
    note: str | None


class Content(NamedTuple):
    """What Undo restores: the picture, the strokes on it and the pixels of the strokes alone, or None."""

    picture: Picture | None
    strokes: list
    pixels: np.ndarray | None


@dataclass
class Sheet:
    """A visitor's canvas: strokes, possibly on a picture, and the ink of both together, (280, 280) uint8."""

    name: str = field(default_factory=lambda: secrets.token_hex(4))  # tells the browser when the server is a new one
    version: int = 0  # increases when Python changes the canvas; messages from the browser say which one they are for
    picture: Picture | None = None  # under the strokes
    pictures: dict[str, Picture] = field(default_factory=dict)  # by name: Undo in the browser restores them
    strokes: list = field(default_factory=list)
    pixels: np.ndarray | None = None  # of the strokes alone, where streamlit-drawable-canvas told them
    start: list = field(default_factory=list)  # the strokes that the browser starts with
    past: list[Content] = field(default_factory=list)  # for Undo beside streamlit-drawable-canvas; ours has its own
    ink: np.ndarray | None = None
    pen_rests: bool = True
    live: bool | None = None  # which of the two canvases shows it
    link: str | None = None  # the ?ink= that all of this came from, until something changes

    @property
    def note(self):
        return self.picture and self.picture.note

    @property
    def is_blank(self):
        return not self.strokes and self.picture is None

    def put(self, pixels, note=None, name=None):
        """Replace everything by a picture, (280, 280) uint8, or by nothing for None. name: if others know it by one."""
        self._remember()
        picture = None if pixels is None else self._picture(name or secrets.token_hex(4), pixels, note)
        self._show(Content(picture, [], None))

    def put_strokes(self, strokes, ink, picture=None):
        """Replace everything by strokes of our own canvas, on a Picture or on nothing. ink: of both together.

        The other canvas gets them as a picture.
        """
        if self.live is False:
            self.put(ink, picture and picture.note, picture.name if picture and not strokes else None)
        else:
            self._remember()
            self._show(Content(picture and self._picture(*picture), strokes, None))
            self.ink, self.live = ink, True

    def undo(self):
        """Restore what was there before the last stroke, the last change to the strokes, or the last picture."""
        self._show(self.past.pop())

    def switch_to(self, live):
        """Move to one of the two canvases. What was on the other becomes a picture under the strokes."""
        if self.live not in (None, live):
            self.put(self.ink, self.note, self.picture.name if self.picture and not self.strokes else None)
            self.past.clear()
        self.live = live

    def show_again(self):
        """Let the browser start with the current strokes, after a visit to another page."""
        self.start, self.pen_rests = self.strokes, True

    def hear(self, drawing):
        """Apply a message of our own canvas, unless it is for another sheet or older than Python's last change."""
        if (drawing.sheet, drawing.version) != (self.name, self.version):
            return
        name, pixels, note = drawing.background or (None, None, None)
        if pixels is not None and name not in self.pictures:
            self._picture(name, pixels, note)
        self.picture = self.pictures.get(name)
        self.strokes, self.ink, self.pen_rests, self.link = drawing.strokes, drawing.ink, drawing.rests, None

    def see(self, drawing):
        """Apply what streamlit-drawable-canvas returns: the strokes, and their pixels without the picture."""
        if drawing.image_data is not None:
            strokes = (drawing.json_data or {}).get("objects", [])
            if strokes != self.strokes:
                self._remember()
            self.strokes, self.pixels = strokes, _white(drawing.image_data)
        self.ink = self._added_up()

    def _remember(self):
        self.past = [*self.past, Content(self.picture, self.strokes, self.pixels)][-MOST_REMEMBERED:]

    def _show(self, content):
        self.version += 1
        self.picture, self.strokes, self.pixels = content
        self.start, self.ink, self.pen_rests, self.link = self.strokes, self._added_up(), True, None

    def _picture(self, name, pixels, note):
        self.pictures.pop(name, None)  # it becomes the newest
        picture = self.pictures[name] = Picture(name, pixels, note)
        if len(self.pictures) > MOST_REMEMBERED:
            del self.pictures[next(iter(self.pictures))]
        return picture

    def _added_up(self):
        layers = [self.picture.pixels] if self.picture else []
        if self.strokes and self.pixels is not None:
            layers.append(self.pixels)
        return np.maximum.reduce(layers) if layers else None


def _white(pixels):
    """(H, W, 4) uint8 -> (H, W): the white of the strokes, on a black or transparent background."""
    return (pixels[..., 0].astype(np.uint16) * pixels[..., 3] // 255).astype(np.uint8)
