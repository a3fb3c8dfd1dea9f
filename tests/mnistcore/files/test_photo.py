"""Pictures with any paper and pen become white ink on black, or a clear error."""

import io
import random
import struct

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnistcore import EmptyDrawingError, ImageError
from mnistcore.drawing import normalize_drawing
from mnistcore.files.photo import read_photo

SIZE = (400, 300)
SEVEN = [(120, 60), (260, 60), (180, 250)]


def picture(mode="RGB", paper="white", pen="black", width=24):
    image = Image.new(mode, SIZE, paper)
    ImageDraw.Draw(image).line(SEVEN, fill=pen, width=width, joint="curve")
    return image


def encoded(image, format="PNG", **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def correlation(a, b):
    """The correlation of two inks, normalised."""
    return np.corrcoef(normalize_drawing(a).ravel(), normalize_drawing(b).ravel())[0, 1]


TRUTH = np.asarray(picture("L", 0, 255))


@pytest.mark.parametrize(
    ("mode", "paper", "pen"),
    [
        ("L", 255, 0),
        ("L", 0, 255),
        ("RGB", "white", "navy"),
        ("RGB", "#d8d2c4", "#40404a"),
        ("RGB", "black", "yellow"),
        ("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)),
        ("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)),
        ("RGBA", (255, 255, 255, 0), (20, 20, 20, 255)),
        ("1", 1, 0),
        ("P", 0, 1),
    ],
)
def test_any_paper_and_pen_give_the_same_ink(mode, paper, pen):
    image = picture(mode, paper, pen)
    if mode == "P":
        image.putpalette([250, 250, 250, 10, 10, 10])
    ink = read_photo(encoded(image))
    assert ink.dtype == np.uint8 and ink.ndim == 2
    assert np.median(ink) == 0 and ink.max() == 255
    assert correlation(ink, TRUTH) > 0.97


def test_sixteen_bits_per_pixel():
    deep = Image.fromarray(np.asarray(picture("L", 255, 0), np.uint16) * 257)
    assert deep.mode == "I;16"
    assert correlation(read_photo(encoded(deep)), TRUTH) > 0.97


def test_shadows_and_jpeg_noise_are_removed():
    light = np.linspace(0.5, 1, SIZE[0])[None, :, None] * np.asarray(picture(paper="#e8e4da", pen="#303038"))
    noise = np.random.default_rng(0).normal(0, 5, light.shape)
    photo = Image.fromarray(np.clip(light + noise, 0, 255).astype(np.uint8))
    ink = read_photo(encoded(photo, "JPEG", quality=60))
    assert correlation(ink, TRUTH) > 0.95


def test_a_thin_pen_becomes_nearly_as_thick_as_on_the_canvas():
    thin = normalize_drawing(read_photo(encoded(picture(width=4))))
    thick = normalize_drawing(read_photo(encoded(picture(width=24))))
    assert thin.sum() > 0.6 * thick.sum()


ORIENTATION = 0x0112
STORED = {  # EXIF's orientations: how a camera that was held that way stores an upright picture
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def exif(*entries):
    """An EXIF block with these entries, each a tag, a type, a count and four bytes: a value or where to find it."""
    entries = b"".join(struct.pack("<HHL4s", *entry) for entry in entries)
    return b"Exif\0\0II*\0" + struct.pack("<LH", 8, len(entries) // 12) + entries + bytes(20)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
@pytest.mark.parametrize("orientation", STORED)
def test_the_orientation_of_the_camera_is_applied(format, orientation):
    stored = picture() if STORED[orientation] is None else picture().transpose(STORED[orientation])
    block = exif((ORIENTATION, 3, 1, bytes([orientation])))
    assert correlation(read_photo(encoded(stored, format, exif=block)), TRUTH) > 0.97


def test_the_orientation_is_applied_beside_a_tag_of_the_wrong_type():
    lying = picture().transpose(Image.Transpose.ROTATE_90)
    description = (0x010E, 5, 1, struct.pack("<L", 8))  # a fraction, where text belongs
    block = exif(description, (ORIENTATION, 3, 1, b"\x06"))
    assert correlation(read_photo(encoded(lying, "JPEG", exif=block)), TRUTH) > 0.97


@pytest.mark.parametrize(
    "block", [b"", b"Exif\0\0", b"Exif\0\0II*\0", b"Exif\0\0XY", exif((ORIENTATION, 2, 2, b"6\0\0\0"))]
)
def test_a_picture_with_unreadable_exif_is_taken_as_it_is_stored(block):
    assert correlation(read_photo(encoded(picture(), "JPEG", exif=block)), TRUTH) > 0.97


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's own
def test_no_exif_loses_a_picture():
    """Two hundred EXIF blocks at random: each picture can be used, since its pixels are intact."""
    rng, small = random.Random(0), picture().resize((40, 30))
    for _ in range(200):
        entries = [
            (rng.randrange(0x0100, 0x0140), rng.randrange(14), rng.choice([0, 1, 2, 5, 10**9]), rng.randbytes(4))
            for _ in range(rng.randrange(6))
        ]
        orientation = (
            ORIENTATION,
            rng.choice([3, 3, 3, 2, 5, 12]),
            rng.choice([1, 1, 1, 2]),
            bytes([rng.randrange(10)]),
        )
        block = bytearray(exif(*entries, orientation))
        if rng.random() < 0.3:
            block[rng.randrange(6, len(block))] = rng.randrange(256)
        ink = read_photo(encoded(small, rng.choice(["PNG", "JPEG"]), exif=bytes(block)))
        assert ink.max() == 255


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_phones_photo_is_scaled_down(format):
    ink = read_photo(encoded(picture().resize((4624, 3468)), format))
    assert max(ink.shape) <= 600
    assert correlation(ink, TRUTH) > 0.97


@pytest.mark.parametrize("format", ["GIF", "BMP", "TIFF", "WEBP"])
def test_other_formats_are_refused(format):
    with pytest.raises(ImageError, match="not a PNG or JPEG"):
        read_photo(encoded(picture(), format))


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_files_that_are_no_picture_are_refused(content):
    with pytest.raises(ImageError):
        read_photo(content)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(format, part):
    content = encoded(picture(), format)
    with pytest.raises(ImageError):
        read_photo(content[: int(len(content) * part)])


def test_more_than_twenty_megapixels_are_refused_before_they_are_decoded():
    with pytest.raises(ImageError, match="5001 x 4000"):
        read_photo(encoded(Image.new("1", (5001, 4000))))


def test_a_bomb_that_claims_giant_sides_is_refused():
    content = bytearray(encoded(Image.new("L", (10, 10))))
    content[16:24] = (2**31 - 1).to_bytes(4, "big") * 2
    with pytest.raises(ImageError):
        read_photo(bytes(content))


def test_a_large_file_is_refused():
    with pytest.raises(ImageError, match="10 MB"):
        read_photo(bytes(11 * 2**20))


@pytest.mark.parametrize("color", ["white", "black", "#808080"])
def test_an_empty_page_is_no_digit(color):
    with pytest.raises(EmptyDrawingError, match="stands out"):
        read_photo(encoded(Image.new("RGB", SIZE, color)))
