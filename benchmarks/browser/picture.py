"""The table as a chart: each value as a share of what its goal allows."""

from ..tables import number

GRAY, MET, MISSED = "#7f868d", "#2e9c90", "#d9822b"  # visible on light and dark backgrounds


def draw(rows, path):
    """Write an SVG: for each row a dot at the measured value and a line from lowest to highest. The goal is at 1."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "", "font.family": "sans-serif", "text.color": GRAY}):
        figure = Figure(figsize=(9, 0.8 + 0.32 * len(rows)), layout="constrained")
        axes = figure.add_subplot()
        for place, row in enumerate(rows):
            draw_row(axes, place, row)
        axes.axvline(1, color=GRAY, linewidth=1)
        axes.set_yticks(range(len(rows)), [row.what for row in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, 2)
        axes.set_xticks([0, 0.5, 1, 1.5, 2], ["0", "half", "the goal", "1.5 ×", "twice"])
        axes.tick_params(colors=GRAY, length=0)
        axes.grid(axis="x", color=GRAY, alpha=0.2, linewidth=0.8)
        axes.spines[:].set_visible(False)
        figure.savefig(path, transparent=True, metadata={"Date": None})


def draw_row(axes, place, row):
    colour = MET if row.met else MISSED
    ends = sorted(row.share(value) for value in (min(row.values), max(row.values)))
    axes.plot(ends, [place, place], color=colour, linewidth=5, alpha=0.25, solid_capstyle="round")
    axes.plot(row.share(row.measured), place, "o", color=colour, clip_on=False)
    unit = f"{row.unit}{' or more' if row.more else ''}"
    text = f"{number(row.measured)} of {number(row.goal)} {unit}"
    axes.annotate(text, (1, place), (8, 0), ("axes fraction", "data"), "offset points", va="center", fontsize=9)
