"""What an experiment does at each setting of its control, as a picture with a place for each setting.

Numbers become a line, or columns where there are many; names become rows, which have room for long words; thresholds
become errors against answers.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from ui.figures import numbers
from ui.figures.pictures import ACCENT, GRAY
from ui.words import say

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400, 250, 54, 14, 36, 40
ROW, VALUE, SIZE = 29, 58, 13  # of a row: its height, and the width of its value; of letters
SECOND, PANEL = 60, 96  # between the two panels of `trade_off`, and the height of the second
MANY = 20  # points: with more, they become columns
ORANGE = "#d9822b"
STARTS = {0.99: 5, 0.98: 4, 0.96: 4, 0.9: 5, 0.8: 4, 0.6: 4, 0: 4}  # where an axis that ends at 100% begins, its steps


class Curve(NamedTuple):
    """What there is to draw.

    settings: of the control, as short as on an axis; points: the values known so far, by place among the settings;
    here: the place that the control is at; across, up: what the axes are called; unchanged: a value to compare with, as
    a dashed line; guess: a value that somebody guessed for `here`; others: (place, value) pairs to mark, too.
    """

    settings: Sequence[str]
    points: Mapping[int, float]
    here: int
    across: str
    up: str
    unchanged: float | None = None
    guess: float | None = None
    others: Sequence = ()


class Drawn(NamedTuple):
    """A picture: what is in the SVG, and its height.

    centres: where the settings are, as shares of its width, or of its height if they are rows; span: from where to
    where they reach, as shares of the other side.
    """

    content: str
    height: float
    centres: list[float]
    span: tuple[float, float] = (0, 1)
    are_rows: bool = False


class Scale(NamedTuple):
    """From values between low and high to pixels between start and end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value):
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def numbered(curve):
    """Settings that are numbers: a line through the points, or columns."""
    shown = [*curve.points.values(), *filter(None, (curve.unchanged, curve.guess)), *(v for _, v in curve.others)]
    low, high, steps = ends(shown)
    across, up = Scale(-0.5, len(curve.settings) - 0.5, LEFT, WIDTH - RIGHT), Scale(low, high, HEIGHT - BOTTOM, TOP)
    parts = [_lines(up, steps), *_settings(curve, across), _text(0, SIZE, curve.up)]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, curve.across, "middle"))
    if curve.unchanged is not None:
        parts.append(_dashed(f"M{LEFT} {up(curve.unchanged):.1f}H{WIDTH - RIGHT}"))
    at = [(across(i), up(curve.points[i])) for i in sorted(curve.points)]
    if len(curve.settings) > MANY:
        width = 0.7 * (across(1) - across(0))
        parts += [
            f'<rect x="{x - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(1, up(low) - y):.1f}" '
            f'fill="{ACCENT if i == curve.here else GRAY}"/>'
            for i, (x, y) in zip(sorted(curve.points), at, strict=True)
        ]
    else:
        known = dict(zip(sorted(curve.points), at, strict=True))
        pairs = [(known[i], known[i + 1]) for i in known if i + 1 in known]  # no line over what is not measured yet
        parts += [*(_line(pair, ACCENT) for pair in pairs), *(_dot(x, y, 3.5, ACCENT) for x, y in at)]
    parts += [_diamond(across(i), up(value)) for i, value in curve.others]
    if curve.guess is not None:
        parts.append(_dot(across(curve.here), up(curve.guess), 6, ORANGE, ringed=True))
    if curve.here in curve.points:
        parts.append(_marked(curve, across, up))
    return Drawn(
        "".join(parts),
        HEIGHT,
        [across(i) / WIDTH for i in range(len(curve.settings))],
        (TOP / HEIGHT, 1 - BOTTOM / HEIGHT),
    )


def named(curve):
    """Settings that are names: a row for each, with its bar and its value."""
    room = min(150, max(map(width_of, curve.settings)) + 10)
    along = Scale(0, 1, room, WIDTH - VALUE)
    bottom = TOP + ROW * len(curve.settings)
    parts = [_text(0, SIZE, curve.across), _text(WIDTH, SIZE, curve.up, "end")]
    centres = [TOP + ROW * (i + 0.5) for i in range(len(curve.settings))]
    for i, (y, name) in enumerate(zip(centres, curve.settings, strict=True)):
        color = ACCENT if i == curve.here else GRAY
        parts.append(_text(0, y + 5, name, color=color, bold=i == curve.here))
        if i in curve.points:
            value = curve.points[i]
            parts += [
                f'<rect x="{room}" y="{y - 9}" width="{max(1, along(value) - room):.1f}" height="18" fill="{color}"/>',
                _text(WIDTH, y + 5, numbers.percent(value), "end", color, i == curve.here),
            ]
    if curve.unchanged is not None:
        parts.append(_dashed(f"M{along(curve.unchanged):.1f} {TOP - 4}V{bottom}"))
    parts += [_diamond(along(value), centres[i]) for i, value in curve.others]
    if curve.guess is not None:
        parts.append(_dot(along(curve.guess), centres[curve.here], 6, ORANGE, ringed=True))
    return Drawn("".join(parts), bottom + 6, [y / (bottom + 6) for y in centres], are_rows=True)


def trade_off(curve, answered, passed):
    """Errors against answers, one point for each threshold, and below it what else passes at the same share answered.

    answered: the share of the digits by place; passed: by the name of a kind, its share by place.
    """
    low, _, columns = ends(answered)
    across = Scale(low, 1, LEFT, WIDTH - RIGHT - 6)
    _, high, steps = ends(curve.points.values())
    top, floor = TOP + 120 + SECOND, TOP + 120
    up, second = Scale(0, high, floor, TOP), Scale(0, 1, top + PANEL, top)
    parts = [_lines(up, steps), _lines(second, 2), _text(0, SIZE, curve.up)]
    for value in np.linspace(low, 1, columns + 1):
        parts.append(_text(across(value), top + PANEL + 19, _ticks(value, 1 - low), "middle"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, top + PANEL + 40, curve.across, "middle"))
    at = [(across(answered[i]), up(curve.points[i])) for i in sorted(curve.points)]
    parts += [_line(at, ACCENT), *(_dot(x, y, 3.5, ACCENT) for x, y in at)]
    legend = []
    for (kind, shares), (color, sign) in zip(passed.items(), ((GRAY, "●"), (ORANGE, "◆")), strict=True):
        at = [(across(x), second(y)) for x, y in zip(answered, shares, strict=True)]
        parts += [_line(at, color), *(_dot(x, y, 3, color) if sign == "●" else _diamond(x, y, 3) for x, y in at)]
        legend.append(f'<tspan dx="8" fill="{color}">{sign} {escape(kind)}</tspan>')
    title = f"{escape(say('Non-digits that pass'))}{''.join(legend)}"
    parts.append(f'<text y="{top - 20}" font-size="{SIZE}" fill="{GRAY}">{title}</text>')
    x, y = across(answered[curve.here]), up(curve.points[curve.here])
    text = numbers.percent(curve.points[curve.here])
    to_the_left = x > LEFT + 70
    parts += [
        _dot(x, y, 7, ACCENT, ringed=True),
        _text(x - 11 if to_the_left else x + 11, y - 8, text, "end" if to_the_left else "start", ACCENT, bold=True),
    ]
    height = top + PANEL + 46
    return Drawn("".join(parts), height, [across(x) / WIDTH for x in answered], (TOP / height, (top + PANEL) / height))


def ends(values):
    """Where an axis of shares begins and ends, and how many steps there are between."""
    low, high = min(values), max(values)
    if high < 0.5:
        power = 10 ** math.floor(math.log10(max(high, 1e-3)))
        step = next(step * power / 10 for step in (2, 5, 10, 20) if high < 5 * step * power / 10)
        steps = math.floor(high / step) + 1
        return 0.0, steps * step, steps
    start, steps = next((start, steps) for start, steps in STARTS.items() if low >= start)
    return start, 1.0, steps


def width_of(text):
    """About how wide a text is, in pixels: Japanese and Chinese letters are squares."""
    return SIZE * sum(1 if ord(letter) > 0x2E80 else 0.58 for letter in text)


def _settings(curve, across):
    """As many settings below the axis as there is room for."""
    room = across(1) - across(0)
    every = math.ceil((max(map(width_of, curve.settings)) + 8) / room)
    every = next(n for n in (1, 2, 3, 5, 10, 20, 50, every) if n >= every)
    for i in range(0, len(curve.settings), every):
        yield _text(across(i), HEIGHT - BOTTOM + 18, curve.settings[i], "middle")


def _lines(up, steps):
    """The horizontal lines of an axis of shares, with their values."""
    return "".join(
        _text(LEFT - 7, up(value) + 4, _ticks(value, up.high - up.low), "end")
        + f'<path d="M{LEFT} {up(value):.1f}H{WIDTH - RIGHT}" stroke="{GRAY}" stroke-opacity=".22"/>'
        for value in np.linspace(up.low, up.high, steps + 1)
    )


def _ticks(value, span):
    return numbers.percent(value, 2 if span < 0.004 else 1 if span < 0.04 else 0)


def _marked(curve, across, up):
    """The point that the control is at, and its value: above the columns, or beside the line, off the dashed one."""
    value = curve.points[curve.here]
    x, y, dashed = across(curve.here), up(value), up(curve.unchanged or 0)
    are_columns = len(curve.settings) > MANY
    place, anchor = (x + 9, y - 9), "start"
    if are_columns:
        place, anchor = (min(max(x, LEFT + 22), WIDTH - RIGHT - 26), TOP - 7), "middle"
    elif x > WIDTH - 80 or (0 < y - dashed < 24 and x > LEFT + 64):
        place, anchor = (x - 9, y + 19), "end"
    text = _text(*place, numbers.percent(value), anchor, ACCENT, bold=True)
    return text if are_columns else _dot(x, y, 7, ACCENT, ringed=True) + text


def _text(x, y, text, anchor="start", color=GRAY, bold=False):
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{SIZE}" text-anchor="{anchor}" fill="{color}"{weight}>'
        f"{escape(text)}</text>"
    )


def _line(at, color):
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    return f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>'


def _dashed(path):
    return f'<path d="{path}" fill="none" stroke="{GRAY}" stroke-dasharray="4 4"/>'


def _dot(x, y, radius, color, ringed=False):
    ring = ' stroke="#fff" stroke-width="2"' if ringed else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{color}"{ring}/>'


def _diamond(x, y, reach=7):
    path = f"M{x:.1f} {y - reach:.1f}l{reach} {reach}l-{reach} {reach}l-{reach} -{reach}z"
    return f'<path d="{path}" fill="none" stroke="{ORANGE}" stroke-width="2.5"/>'
