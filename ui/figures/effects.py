"""What an experiment does, as HTML: a figure before and after, a digit before and after, and a curve."""

import math
from html import escape

import numpy as np

from ui.figures import numbers, pictures, probabilities
from ui.figures.pictures import ACCENT, GRAY
from ui.words import say

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 430, 236, 48, 12, 20, 36
MANY = 20  # points: with more, they become bars
LABELS, LETTERS = 9, 46  # on the axis, at most
ORANGE = "#d9822b"
STARTS = {0.99: 5, 0.98: 4, 0.96: 4, 0.9: 5, 0.8: 4, 0.6: 4, 0: 4}  # where an axis that ends at 100% begins, its steps


def figures(before, after, *sentences):
    """Two large figures with an arrow between them, and sentences below."""
    text = "".join(f"<p>{escape(sentence)}</p>" for sentence in filter(None, sentences))
    arrow = f"<span>{escape(before)}</span><i>→</i>" if before else ""
    return f'<div class="effect"><div class="figures">{arrow}<b>{escape(after)}</b></div><div>{text}</div></div>'


def example(*sides):
    """A digit before and after, side by side: each a caption, the image, floats 0..1 or uint8, and y (10,) or None."""
    return f'<div class="example">{"".join(_side(*side) for side in sides)}</div>'


def _side(caption, image, y):
    high = 255 if image.dtype == np.uint8 else 1
    tile = pictures.tile(pictures.gray(image.reshape(28, 28), high=high), width=112, alt=caption)
    bars = "" if y is None else probabilities.bars(y)
    return f"<section><p>{escape(caption)}</p>{tile}{bars}</section>"


def curve(points, count, here, text, label, unchanged=None, guess=None, others=(), bars=False):
    """A curve through `points`, a dict of values by place from 0 to count - 1, with the one `here` marked.

    text: the axis' labels by place; label: what the picture is called. unchanged: a value to compare with, as a dashed
    line; guess: a value that somebody guessed for `here`; others: (place, value) pairs to mark, too; bars: whether the
    points are bars, since nothing lies between them.
    """
    shown = [*points.values(), *filter(None, (unchanged, guess)), *(value for _, value in others)]
    low, high, steps = _ends(shown)
    bars = bars or count > MANY

    def across(place):
        return LEFT + (place + 0.5) / count * (WIDTH - LEFT - RIGHT)

    def up(value):
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [_axes(count, text, across, up, low, high, steps)]
    if unchanged is not None:
        parts.append(f'<path d="M{LEFT} {up(unchanged):.1f}H{WIDTH - RIGHT}" stroke="{GRAY}" stroke-dasharray="4 4"/>')
    places = sorted(points)
    if bars:
        width = 0.7 * (WIDTH - LEFT - RIGHT) / count
        parts += [
            f'<rect x="{across(i) - width / 2:.1f}" y="{up(points[i]):.1f}" width="{width:.1f}" '
            f'height="{max(1, up(low) - up(points[i])):.1f}" fill="{ACCENT if i == here else GRAY}"/>'
            for i in places
        ]
    else:
        line = " ".join(f"{across(i):.1f},{up(points[i]):.1f}" for i in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{ACCENT}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{across(i):.1f}" cy="{up(points[i]):.1f}" r="3.5" fill="{ACCENT}"/>' for i in places]
    parts += [_diamond(across(i), up(value)) for i, value in others]
    if guess is not None:
        place = f'cx="{across(here):.1f}" cy="{up(guess):.1f}"'
        parts.append(f'<circle {place} r="6" fill="{ORANGE}" stroke="#fff" stroke-width="2"/>')
    if here in points:
        parts.append(_mark(across(here), up(points[here]), points[here], bars, count > MANY, up(unchanged or 0)))
    return f'<div class="effect-curve">{pictures.svg("".join(parts), WIDTH, HEIGHT, label)}</div>'


def _ends(values):
    """Where the axis begins and ends, and how many steps there are between."""
    low, high = min(values), max(values)
    if high < 0.5:
        step = 10 ** math.floor(math.log10(max(high, 1e-3)))
        return 0.0, math.ceil(high / step + 0.2) * step, 4
    start, steps = next((start, steps) for start, steps in STARTS.items() if low >= start)
    return start, 1.0, steps


def _axes(count, text, across, up, low, high, steps):
    every = math.ceil(count / LABELS)
    in_turn = 13 if sum(map(len, text[::every])) > LETTERS else 0  # two lines, where one has no room for all
    labels = [
        f'<text x="{across(i):.1f}" y="{HEIGHT - 15 + in_turn * (k % 2)}" text-anchor="middle">{escape(text[i])}</text>'
        for k, i in enumerate(range(0, count, every))
    ]
    for value in np.linspace(low, high, steps + 1):
        places = 1 if high - low < 0.03 else 0
        labels.append(
            f'<text x="{LEFT - 7}" y="{up(value) + 4:.1f}" text-anchor="end">{numbers.percent(value, places)}</text>'
            f'<path d="M{LEFT} {up(value):.1f}H{WIDTH - RIGHT}" stroke="{GRAY}" stroke-opacity=".22"/>'
        )
    return f'<g font-size="13" fill="{GRAY}">{"".join(labels)}</g>'


def _mark(x, y, value, is_bar, is_crowded, dashed):
    """The point that the control is at, and its value: above the bars, or beside the line, clear of the dashed one."""
    place, anchor = (x + 9, y - 9), "start"
    if is_bar:
        above = TOP - 6 if is_crowded else max(TOP - 6, y - 6)
        place, anchor = (min(max(x, LEFT + 22), WIDTH - RIGHT - 26), above), "middle"
    elif x > WIDTH - 80 or (0 < y - dashed < 24 and x > LEFT + 64):
        place, anchor = (x - 9, y + 19), "end"
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{ACCENT}" stroke="#fff" stroke-width="2"/>'
    return (
        f'{"" if is_bar else circle}<text x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="{anchor}" '
        f'font-size="14" font-weight="bold" fill="{ACCENT}">{numbers.percent(value)}</text>'
    )


def _diamond(x, y):
    return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" fill="none" stroke="{ORANGE}" stroke-width="2.5"/>'


def scale_of_guess(guess, value):
    """A sentence that compares a guess with what was measured, both shares."""
    return say(
        "Your guess: {guess}. Measured: {value}. Gap: {gap} points.",
        guess=numbers.percent(guess, 0),
        value=numbers.percent(value),
        gap=numbers.fixed(100 * abs(guess - value), 1),
    )
