"""The content of the drawing canvas, which both the browser and Python change."""

import base64
import io
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from PIL import Image


class Picture(NamedTuple):
    """An inserted picture: its number, its pixels, (280, 280) uint8, and a sentence about it, or None."""

    number: int
    pixels: np.ndarray
    note: str | None


@dataclass
class Sheet:
    """A visitor's canvas: strokes, possibly on a picture, and the ink of both together, (280, 280) uint8."""

    version: int = 0  # increases when Python changes the canvas; messages from the browser say which one they are for
    picture: Picture | None = None  # under the strokes
    pictures: dict[int, Picture] = field(default_factory=dict)  # all, by number: Undo in the browser restores them
    strokes: list = field(default_factory=list)
    start: list = field(default_factory=list)  # the strokes that the browser starts with
    inks: dict[int, np.ndarray] = field(default_factory=dict)  # of the strokes alone, by their number
    ink: np.ndarray | None = None
    pen_rests: bool = True
    live: bool | None = None  # which of the two canvases shows it

    @property
    def note(self):
        return self.picture and self.picture.note

    @property
    def is_blank(self):
        return not self.strokes and self.picture is None

    def put(self, pixels, note=None):
        """Replace everything by a picture, (280, 280) uint8, or by nothing for None."""
        self.version += 1
        self.picture, self.ink, self.pen_rests = None, pixels, True
        self.strokes, self.start, self.inks = [], [], {}
        if pixels is not None:
            self.picture = self.pictures[self.version] = Picture(self.version, pixels, note)

    def undo(self):
        """Remove the last stroke, or the picture if there are no strokes."""
        if self.strokes:
            self.version += 1
            self.strokes = self.start = self.strokes[:-1]
        else:
            self.put(None)

    def switch_to(self, live):
        """Move to one of the two canvases. What was on the other becomes a picture under the strokes."""
        if self.live not in (None, live):
            self.put(self.ink, self.note)
        self.live = live

    def show_again(self):
        """Let the browser start with the current strokes, after a visit to another page."""
        self.start, self.pen_rests = self.strokes, True

    def hear(self, drawing):
        """Apply a message of our own canvas (see pen.js), unless it is older than Python's last change."""
        if drawing["version"] == self.version:
            self.picture = self.pictures.get(drawing["background"])
            self.strokes = drawing["strokes"]
            self.ink = None if drawing["png"] is None else _decoded(drawing["png"])
            self.pen_rests = drawing["rests"]

    def see(self, drawing):
        """Apply what streamlit-drawable-canvas returns: the strokes, and their pixels without the picture."""
        if drawing.image_data is not None:
            self.strokes = (drawing.json_data or {}).get("objects", [])
            self.inks[len(self.strokes)] = _white(drawing.image_data)
        layers = [self.picture.pixels] if self.picture else []
        if self.strokes and len(self.strokes) in self.inks:
            layers.append(self.inks[len(self.strokes)])
        self.ink = np.maximum.reduce(layers) if layers else None


def _decoded(png):
    """The PNG in a data: address -> ink, (H, W) uint8."""
    _, content = png.split(",", 1)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content)), formats=["PNG"]).convert("L"))


def _white(pixels):
    """(H, W, 4) uint8 -> (H, W): the white of the strokes, on a black or transparent background."""
    return (pixels[..., 0].astype(np.uint16) * pixels[..., 3] // 255).astype(np.uint8)
