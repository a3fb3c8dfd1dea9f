"""Someone who draws, without a browser."""

import numpy as np

from ui.components.sheet import Picture
from ui.components.strokes import paint
from ui.drawing.history import History

PHOTO = Picture("0a1b2c3d", np.pad(np.full((200, 20), 255, np.uint8), ((40, 40), (130, 130))), "a photo")
DIGIT = PHOTO._replace(name="sample.test.7")


def stroke(*points, width=20):
    return {"width": width, "points": [list(point) for point in points]}


ONE, BAR = stroke((140, 40), (140, 240)), stroke((80, 60), (200, 60))


class Hand:
    """Someone who draws on a canvas that is followed by a history."""

    def __init__(self):
        self.history = History()

    def shows(self, *strokes, picture=None, rests=True):
        ink = paint(strokes)
        if picture:
            ink = np.maximum(ink, picture.pixels)
        return self.history.follow(list(strokes), picture, ink if ink.any() else None, rests)

    def kept(self):
        return [drawing.strokes for drawing in self.history.drawings]
