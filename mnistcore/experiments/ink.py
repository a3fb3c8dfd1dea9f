"""The way of the ink from the canvas to the network, with one of its steps left out.

(ink, step) -> image, where the ink is (H, W) uint8, white on black, as in `mnistcore.drawing`.
"""

import numpy as np
from PIL import Image

from ..drawing import LONGEST, SIDE, centre, checked_ink, crop, scale

STEPS = NOTHING, POLARITY, CROP, BOX, MASS, EVERYTHING = "nothing", "polarity", "crop", "box", "mass", "everything"


def leave_out(ink: np.ndarray, step: str) -> np.ndarray:
    """The image, (28, 28) uint8, that the network gets if a step is left out.

    step: "nothing"; "polarity", so that ink is black on white; "crop", so that the whole canvas is scaled to 20 pixels;
    "box", so that the digit fills all 28; "mass", so that the box is in the middle instead of the centre of mass; or
    "everything": the canvas is just made smaller. Errors: as for `mnistcore.drawing.normalize_drawing`.
    """
    ink = checked_ink(ink)
    cropped = crop(ink)  # also where it is not used: without any ink there is no digit
    if step == EVERYTHING:
        return resized(ink, SIDE)
    if step == CROP:
        return centre(resized(ink, LONGEST))
    if step == BOX:
        return centre_box(resized(cropped, SIDE))
    scaled = scale(cropped)
    image = centre_box(scaled) if step == MASS else centre(scaled)
    return 255 - image if step == POLARITY else image


def resized(image: np.ndarray, longest: int) -> np.ndarray:
    """The image with its longest side at so many pixels, in its proportions."""
    shrink = longest / max(image.shape)
    height, width = (max(1, round(side * shrink)) for side in image.shape)
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BOX))


def centre_box(digit: np.ndarray) -> np.ndarray:
    """The digit in a black 28x28 field, as much room on its left as on its right, and above as below: uint8."""
    image = np.zeros((SIDE, SIDE), np.uint8)
    height, width = digit.shape
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    image[top : top + height, left : left + width] = digit
    return image
