"""A picture file becomes ink: white on black, as the canvas gives it, whatever paper and pen the picture shows."""

import io

import numpy as np
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from ..errors import EmptyDrawingError, ImageError

FORMATS = ("PNG", "JPEG")
LARGEST_FILE = 10  # MB
LARGEST_PICTURE = 20  # million pixels: more than phones usually take
WORKING_SIDE = 560  # pixels: enough for a digit that ends up 20 pixels high
LEAST_CONTRAST = 24  # of 255 gray levels between paper and pen
PEN = 0.09  # width of the canvas's pen, as a part of the longest side of a digit


def read_photo(content: bytes):
    """The bytes of a PNG or JPEG -> ink, (H, W) uint8, white on black, its longest side at most 560 pixels.

    The camera's orientation is honoured, transparency is laid on what makes the pen visible, dark pen on light paper
    is inverted, the paper with its shadows is taken away, and a thin pen is made as thick as the canvas's.
    Raises ImageError where the file is no such picture or is too large, EmptyDrawingError where nothing stands out
    from the paper.
    """
    gray = _flattened(ImageOps.exif_transpose(_opened(content)))
    if _is_dark_on_light(gray):
        gray = 255 - gray
    return _thickened(_without_paper(gray))


def _opened(content):
    """The picture, made smaller while it is decoded; its size is in the header, and checked before that."""
    megabytes = len(content) / 2**20
    if megabytes > LARGEST_FILE:
        raise ImageError(f"The file has {megabytes:.1f} MB, more than the {LARGEST_FILE} MB that are read here.")
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = image.size
        if width * height > LARGEST_PICTURE * 1e6:
            raise ImageError(
                f"The picture has {width} x {height} pixels, more than {LARGEST_PICTURE} million. "
                "Make it smaller or crop it to the digit."
            )
        image.thumbnail((WORKING_SIDE, WORKING_SIDE))
        image.load()  # which a small one has not been yet
    except UnidentifiedImageError:
        raise ImageError("This is no PNG or JPEG picture. Save it as one of these and try again.") from None
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise ImageError(
            f"The picture has far more than {LARGEST_PICTURE} million pixels. Make it smaller or crop it."
        ) from None
    except Exception as error:  # Pillow's decoders raise many kinds
        raise ImageError(
            f"The picture is damaged and cannot be decoded ({error}). Save it anew and try again."
        ) from None
    return image


def _flattened(image):
    """(H, W) float32 gray; what is transparent becomes white behind a dark pen and black behind a light one."""
    pixels = np.asarray(image.convert("RGBA"), np.float32)
    gray = pixels[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    alpha = pixels[..., 3] / 255
    behind = 255 if (gray * alpha).sum() < 127.5 * alpha.sum() else 0
    return gray * alpha + behind * (1 - alpha)


def _is_dark_on_light(gray):
    """Whether the paper is light: a digit seldom touches the border, so the border is paper."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    return np.median(border) > 127.5


def _without_paper(gray):
    """Light ink on a dark, uneven ground -> ink on black, its brightest at 255.

    The ground is what remains when everything thinner than a quarter of the picture is worn away (a morphological
    opening); what rises above it by more than Otsu's threshold is ink.
    """
    small = Image.fromarray(gray.astype(np.uint8))
    small.thumbnail((56, 56))
    ground = (
        small.filter(ImageFilter.MinFilter(15)).filter(ImageFilter.MaxFilter(15)).filter(ImageFilter.GaussianBlur(4))
    )
    ground = np.asarray(ground.resize(gray.shape[::-1], Image.Resampling.BICUBIC), np.float32)
    above = np.clip(gray - ground, 0, None)
    brightest = np.percentile(above, 99.8)
    if brightest < LEAST_CONTRAST:
        raise EmptyDrawingError("Nothing in this picture stands out from the paper. Use a thicker pen or more light.")
    scaled = np.clip(above * (255 / brightest), 0, 255)
    threshold = _otsu(scaled)
    return np.clip((scaled - threshold / 2) * (255 / (255 - threshold)), 0, 255).astype(np.uint8)


def _otsu(gray):
    """The level that best splits a histogram in two (Otsu 1979): the greatest variance between the two sides."""
    counts = np.histogram(gray, bins=256, range=(0, 256))[0].astype(np.float64)
    weight = counts.cumsum()
    total = weight[-1]
    moment = (counts * np.arange(256)).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (moment[-1] * weight / total - moment) ** 2 / (weight * (total - weight))
    return float(np.nanargmax(np.where(np.isfinite(variance), variance, -1)))


def _thickened(ink):
    """Ink whose strokes are at least as wide as the canvas's pen would have drawn them."""
    inked = ink > 127
    if not inked.any():
        return ink
    edges = np.count_nonzero(inked[1:] != inked[:-1]) + np.count_nonzero(inked[:, 1:] != inked[:, :-1])
    width = 2 * np.count_nonzero(inked) / max(edges, 1)  # a stroke of length l has area l width and two edges of l
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    missing = PEN * max(np.ptp(rows), np.ptp(columns)) - width
    if missing < 1:
        return ink
    padded = ImageOps.expand(Image.fromarray(ink), border=round(missing))
    return np.asarray(padded.filter(ImageFilter.MaxFilter(2 * round(missing / 2) + 1)))
