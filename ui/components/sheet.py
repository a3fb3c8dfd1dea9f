"""What lies on the drawing canvas, as the browser and Python put it there. No Streamlit inside."""

import base64
import io
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from PIL import Image


class Picture(NamedTuple):
    """What was put in: its number, its pixels, (280, 280) uint8, and what is said of it, or None."""

    number: int
    pixels: np.ndarray
    note: str | None


@dataclass
class Sheet:
    """A visitor's canvas: strokes on a picture, or on none, and the ink that they make together, (280, 280) uint8."""

    version: int = 0  # grows with what Python puts on the canvas; a message of the browser names the one it knows
    picture: Picture | None = None  # under the strokes
    pictures: dict[int, Picture] = field(default_factory=dict)  # all, by number: Undo in the browser brings them back
    strokes: list = field(default_factory=list)
    start: list = field(default_factory=list)  # the strokes that the browser begins with
    inks: dict[int, np.ndarray] = field(default_factory=dict)  # of the strokes alone, by how many there were
    ink: np.ndarray | None = None
    pen_rests: bool = True
    live: bool | None = None  # which of the two canvases it lies on

    @property
    def note(self):
        return self.picture and self.picture.note

    @property
    def is_blank(self):
        return not self.strokes and self.picture is None

    def put(self, pixels, note=None):
        """Begin anew with a picture, (280, 280) uint8, or with nothing for None."""
        self.version += 1
        self.picture, self.ink, self.pen_rests = None, pixels, True
        self.strokes, self.start, self.inks = [], [], {}
        if pixels is not None:
            self.picture = self.pictures[self.version] = Picture(self.version, pixels, note)

    def undo(self):
        """Take back the last stroke, or the picture where there are no strokes."""
        if self.strokes:
            self.version += 1
            self.strokes = self.start = self.strokes[:-1]
        else:
            self.put(None)

    def switch_to(self, live):
        """Lie on this of the two canvases; what was on the other comes under the strokes."""
        if self.live not in (None, live):
            self.put(self.ink, self.note)
        self.live = live

    def show_again(self):
        """Let the browser begin with the strokes that there are: it comes from another page."""
        self.start, self.pen_rests = self.strokes, True

    def hear(self, drawing):
        """Take over what our own canvas tells (see pen.js), unless it is from before Python put something on it."""
        if drawing["version"] == self.version:
            self.picture = self.pictures.get(drawing["background"])
            self.strokes = drawing["strokes"]
            self.ink = None if drawing["png"] is None else _decoded(drawing["png"])
            self.pen_rests = drawing["rests"]

    def see(self, drawing):
        """Take over what streamlit-drawable-canvas returns: strokes, and pixels without the picture below."""
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
    """(H, W, 4) uint8 -> (H, W): the white of the strokes, on black or on a transparent ground."""
    return (pixels[..., 0].astype(np.uint16) * pixels[..., 3] // 255).astype(np.uint8)
