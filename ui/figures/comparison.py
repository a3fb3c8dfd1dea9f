"""A table of times as HTML: what was timed, its time with a bar, and further columns."""

from html import escape
from typing import NamedTuple

from ui.words import say


class Row(NamedTuple):
    """A name, its seconds for the bar, the time as text, a remark beside it, and the cells of the further columns."""

    name: str
    seconds: float
    time: str
    remark: str = ""
    cells: tuple = ()


def table(heads, rows, best=None):
    """heads: the column headings, the first for names, the second for times. The row named `best` is highlighted."""
    longest = max(row.seconds for row in rows)
    classes = ["", ' class="time"', *[""] * (len(heads) - 2)]
    head = "".join(f"<th scope='col'{kind}>{escape(text)}</th>" for text, kind in zip(heads, classes, strict=True))
    body = "".join(_row(row, row.seconds / longest, row.name == best) for row in rows)
    scrolls = f'tabindex="0" role="region" aria-label="{escape(say("Times"))}"'  # on a narrow screen
    return f'<div class="comparison" {scrolls}><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(row, share, best):
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
    return (
        f'<tr{" class=best" if best else ""}><th scope="row">{escape(row.name)}</th>'
        f'<td class="time">{escape(row.time)}<small>{escape(row.remark)}</small>'
        f'<div class="bar" style="width:{100 * share:.1f}%"></div></td>{cells}</tr>'
    )
