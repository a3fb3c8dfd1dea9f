"""A calm table of times: what was timed, a bar for its time, and further columns. HTML out; no Streamlit inside."""

from html import escape
from typing import NamedTuple

STYLE = """<style>
.comparison { overflow-x: auto; max-width: 860px }
.comparison table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
.comparison th { font-weight: 500; opacity: .75; font-size: .82rem }
.comparison th, .comparison td { text-align: right; vertical-align: middle; padding: 7px 0 7px 14px; border: 0;
                                 border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent) }
.comparison th:first-child { text-align: left; padding-left: 0; opacity: 1; font-size: .9rem }
.comparison td.time { width: 46%; min-width: 8.5rem; text-align: left }
.comparison th.time { text-align: left }
.comparison td.time:last-child { width: 75% }
.comparison small { opacity: .7; padding-left: 6px; white-space: nowrap }
.comparison .bar { height: .5rem; min-width: 2px; border-radius: 3px; margin-top: 3px;
                   background: color-mix(in srgb, currentColor 34%, transparent) }
.comparison .best .bar { background: #2e8a80 }
@media (max-width: 640px) {
    .comparison table { font-size: .8rem } .comparison th:first-child { font-size: .8rem }
    .comparison th, .comparison td { padding-left: 8px }
    .comparison small { display: block; padding: 0 } .comparison td.time { width: 30%; min-width: 5.5rem } }
</style>"""


class Row(NamedTuple):
    """A name, its seconds for the bar, the time in words, a remark beside it, and what the further columns say."""

    name: str
    seconds: float
    time: str
    remark: str = ""
    cells: tuple = ()


def table(heads, rows, best=None):
    """heads: of every column, the first for the names, the second for the times. The row named `best` is marked."""
    longest = max(row.seconds for row in rows)
    classes = ["", ' class="time"', *[""] * (len(heads) - 2)]
    head = "".join(f"<th scope='col'{kind}>{escape(text)}</th>" for text, kind in zip(heads, classes, strict=True))
    body = "".join(_row(row, row.seconds / longest, row.name == best) for row in rows)
    return f'{STYLE}<div class="comparison"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(row, share, best):
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
    return (
        f'<tr{" class=best" if best else ""}><th scope="row">{escape(row.name)}</th>'
        f'<td class="time">{escape(row.time)}<small>{escape(row.remark)}</small>'
        f'<div class="bar" style="width:{100 * share:.1f}%"></div></td>{cells}</tr>'
    )
