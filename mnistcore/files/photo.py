"""Turns a photo of a digit into ink, white on black, as the canvas gives it, whatever the paper and the pen."""

import io

import numpy as np
from PIL import ExifTags, Image, ImageFilter, ImageOps, UnidentifiedImageError

from ..errors import EmptyDrawingError, ImageError

FORMATS = ("PNG", "JPEG")
LARGEST_FILE = 10  # MB
LARGEST_PICTURE = 20  # million pixels: more than phones usually take
WORKING_SIDE = 560  # pixels: enough for a digit that ends up 20 pixels high
TURNS = {  # EXIF's orientations: how to turn the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LEAST_CONTRAST = 24  # of 255 grey levels between paper and pen
PEN = 0.09  # width of the canvas's pen relative to the longest side of a digit


def read_photo(content: bytes) -> np.ndarray:
    """The bytes of a PNG or JPEG -> ink, (H, W) uint8, white on black, at most 560 pixels on the longest side.

    The camera's orientation is applied, transparency is filled with whatever makes the pen visible, a dark pen on light
    paper is inverted, the paper and its shadows are removed, and thin strokes are made as thick as the canvas's.
    Raises ImageError where the file is no such picture or is too large, EmptyDrawingError where nothing stands out
    from the paper.
    """
    gray = _flattened(_pixels(content))
    if _is_dark_on_light(gray):
        gray = 255 - gray
    return _thickened(_without_paper(gray))


def _pixels(content):
    """(H, W, 4) float32, RGBA, upright and scaled down. The picture's size, which is in the header, is checked first.

    Everything that Pillow does with the file happens here, since its decoders raise many types of errors.
    """
    megabytes = len(content) / 2**20
    if megabytes > LARGEST_FILE:
        raise ImageError(
            "The file has {found:.1f} MB, more than the limit of {most} MB.", found=megabytes, most=LARGEST_FILE
        )
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = image.size
        if width * height > LARGEST_PICTURE * 1e6:
            raise ImageError(
                "The picture has {width} x {height} pixels, more than the limit of {most} million. "
                "Scale it down or crop it to the digit.",
                width=width,
                height=height,
                most=LARGEST_PICTURE,
            )
        image.thumbnail((WORKING_SIDE, WORKING_SIDE))  # while it is decoded
        image = _upright(image)
        if image.mode.startswith("I"):  # 16 bits per pixel, which `convert` would clip to 8
            image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        return np.asarray(image.convert("RGBA"), np.float32)
    except UnidentifiedImageError:
        raise ImageError("The file is not a PNG or JPEG picture. Save it as one of these and try again.") from None
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise ImageError(
            "The picture has far more than {most} million pixels. Scale it down or crop it to the digit.",
            most=LARGEST_PICTURE,
        ) from None
    except Exception as error:
        raise ImageError(
            "The picture is damaged and cannot be decoded ({reason}). Save it again and retry.", reason=str(error)
        ) from None


def _upright(image):
    """The picture turned as its EXIF data says; as it is stored where they are unreadable."""
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # damaged EXIF data can cause any, and say nothing about the pixels
        turn = None
    return image if turn is None else image.transpose(turn)


def _flattened(pixels):
    """(H, W, 4) -> (H, W) grey; transparent areas become white behind a dark pen and black behind a light one."""
    gray = pixels[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    alpha = pixels[..., 3] / 255
    behind = 255 if (gray * alpha).sum() < 127.5 * alpha.sum() else 0
    return gray * alpha + behind * (1 - alpha)


def _is_dark_on_light(gray):
    """Whether the paper is light. A digit rarely touches the border, so the border is paper."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    return np.median(border) > 127.5


def _without_paper(gray):
    """Light ink on a dark, uneven background -> ink on black, its maximum at 255.

    The background is what a morphological opening leaves, which removes everything thinner than a quarter of the
    picture; what is brighter than the background by more than Otsu's threshold is ink.
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
        raise EmptyDrawingError("Nothing in the picture stands out from the paper. Use a thicker pen or more light.")
    scaled = np.clip(above * (255 / brightest), 0, 255)
    threshold = _otsu(scaled)
    return np.clip((scaled - threshold / 2) * (255 / (255 - threshold)), 0, 255).astype(np.uint8)


def _otsu(gray):
    """The threshold that maximises the variance between the two classes of pixels (Otsu, 1979)."""
    counts = np.histogram(gray, bins=256, range=(0, 256))[0].astype(np.float64)
    weight = counts.cumsum()
    total = weight[-1]
    moment = (counts * np.arange(256)).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (moment[-1] * weight / total - moment) ** 2 / (weight * (total - weight))
    return float(np.nanargmax(np.where(np.isfinite(variance), variance, -1)))


def _thickened(ink):
    """The ink with strokes at least as wide as the canvas's pen draws them."""
    inked = ink > 127
    if not inked.any():
        return ink
    edges = np.count_nonzero(inked[1:] != inked[:-1]) + np.count_nonzero(inked[:, 1:] != inked[:, :-1])
    width = (
        2 * np.count_nonzero(inked) / max(edges, 1)
    )  # a stroke of length l has the area l * width and two edges of length l
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    missing = PEN * max(np.ptp(rows), np.ptp(columns)) - width
    if missing < 1:
        return ink
    padded = ImageOps.expand(Image.fromarray(ink), border=round(missing))
    return np.asarray(padded.filter(ImageFilter.MaxFilter(2 * round(missing / 2) + 1)))
