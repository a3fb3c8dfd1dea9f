"""Plotly figures: arrays in, Figure out. No Streamlit inside."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ui import pictures

ACCENT, MARKER = "#2e8a80", "#d9822b"


def batch_curve(timings, slider=None):
    """Milliseconds for the whole set against the batch size, both on log scales.

    timings: a list of BatchTiming, drawn as a line of medians in a band from the fastest run to the slowest.
    slider: one BatchTiming more, a point of its own.
    """
    sizes = [t.batch_size for t in timings]
    fastest, median, slowest = ([1000 * getattr(t, name) for t in timings] for name in ("fastest", "median", "slowest"))
    notes = [
        f"batch size {t.batch_size:,}<br>median {m:,.1f} ms, {low:,.1f} to {high:,.1f} ms<br>"
        f"{t.microseconds_per_image:,.1f} µs an image"
        for t, low, m, high in zip(timings, fastest, median, slowest, strict=True)
    ]
    edge = {"mode": "lines", "line": {"width": 0, "color": ACCENT}, "hoverinfo": "skip"}
    figure = go.Figure(
        [
            go.Scatter(x=sizes, y=fastest, showlegend=False, **edge),
            go.Scatter(
                x=sizes,
                y=slowest,
                fill="tonexty",
                fillcolor="rgba(46, 138, 128, .25)",
                name="fastest to slowest",
                **edge,
            ),
            go.Scatter(
                x=sizes,
                y=median,
                mode="lines+markers",
                line={"color": ACCENT, "width": 2.5},
                marker={"size": 6},
                name="median",
                hovertemplate="%{text}<extra></extra>",
                text=notes,
            ),
        ]
    )
    if slider is not None:
        figure.add_vline(slider.batch_size, line={"color": MARKER, "width": 1, "dash": "dot"})
        figure.add_scatter(
            x=[slider.batch_size],
            y=[1000 * slider.median],
            mode="markers",
            marker={"size": 12, "color": MARKER, "line": {"width": 2, "color": "white"}},
            name="the slider",
            hovertemplate=f"the slider's own run<br>batch size {slider.batch_size:,}<br>"
            f"{1000 * slider.median:,.1f} ms<extra></extra>",
        )
    powers = [10**power for power in range(len(str(sizes[-1])))]
    figure.update_xaxes(type="log", title="Batch size", tickvals=powers, ticktext=[f"{p:,}" for p in powers])
    figure.update_yaxes(type="log", title=f"Milliseconds for {timings[0].images:,} images", dtick="D2", tickformat=",")
    figure.update_layout(
        height=380,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
    )
    return figure


# Layer activations

GRAY = [[0, "#000"], [1, "#fff"]]
SIGNED = [
    [0, f"rgb{tuple(pictures.NEGATIVE.tolist())}"],
    [0.5, "#000"],
    [1, f"rgb{tuple(pictures.POSITIVE.tolist())}"],
]
SEAM = "#30363c"  # between neurons, and where a row has none left
CHOSEN = "#4fd1c1"
MOST_MAPS = 1000  # that answer to a click; where there are more, the numbers beside them do
SQUARE = {10: 27, 20: 17, 50: 9, 100: 5}  # neurons in a row: pixels for each


def image(pixels):
    """One image, (H, W) of 0..1, as the network sees it, with every number under the pointer."""
    hover = "row %{y}, column %{x}<br>x = %{z:.4f}<extra></extra>"
    figure = go.Figure(go.Heatmap(z=pixels, hovertemplate=hover, **_shades(pixels)))
    return _as_picture(figure, pixels.shape, square=True, height=240, plot_bgcolor="#000")


def neurons(rows, chosen=None):
    """One layer: its n neurons as squares, once for each (title, name, values (n,)) in `rows`, below each other.

    The points on the squares, in the order of the neurons, answer to a click. `chosen` has a frame.
    """
    n = len(rows[0][2])
    columns = neurons_in_a_row(n)
    shape = lines, _ = as_grid(np.arange(n), columns).shape
    titles, title = [title for title, _, _ in rows], 26
    height = len(rows) * (lines * SQUARE[columns] + title)
    figure = make_subplots(rows=len(rows), subplot_titles=titles, vertical_spacing=title / (height - title))
    points = np.column_stack([np.arange(n), *(values for _, _, values in rows)])
    numbers = (f"{name}[%{{customdata[0]}}] = %{{customdata[{i}]:.4f}}" for i, (_, name, _) in enumerate(rows, start=1))
    invisible = {"opacity": 0}
    clickable = go.Scatter(
        x=points[:, 0] % columns,
        y=points[:, 0] // columns,
        mode="markers",
        marker={"size": SQUARE[columns], **invisible},
        selected={"marker": invisible},
        unselected={"marker": invisible},
        customdata=points,
        hovertemplate=f"{'<br>'.join(numbers)}<extra></extra>",
    )
    for row, (_, _, values) in enumerate(rows, start=1):
        squares = go.Heatmap(z=as_grid(values, columns), hoverinfo="skip", xgap=1, ygap=1, **_shades(values))
        figure.add_traces([squares, clickable], rows=row, cols=1)
        if chosen is not None:
            y, x = divmod(chosen, columns)
            ends = {"x0": x - 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5}
            figure.add_shape(type="rect", line={"color": CHOSEN, "width": 3}, row=row, col=1, **ends)
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    return _as_picture(figure, shape, height=height, plot_bgcolor=SEAM, margin_t=title)


def factors(x, w, shape=None, name="x"):
    """Three pictures: an input (n,), a neuron's weights (n,), and the two multiplied element by element.

    `shape` is that of the input as an image; without it, it is laid out as in `neurons`. Under the pointer are the
    three numbers that belong together.
    """
    columns = shape[1] if shape else neurons_in_a_row(len(x))
    where = "row %{y}, column %{x}" if shape else f"{name}[%{{customdata[3]}}]"
    hover = f"{where}<br>%{{customdata[0]:.4f}} × %{{customdata[1]:.4f}} = %{{customdata[2]:.4f}}<extra></extra>"
    grids = [as_grid(values, columns) for values in (x, w, x * w, np.arange(len(x)))]
    seam = {} if shape else {"xgap": 1, "ygap": 1}
    layout = {"square": True, "height": 260, "plot_bgcolor": "#000"}
    if not shape:
        layout = {"height": len(grids[0]) * SQUARE[columns], "plot_bgcolor": SEAM}
    figures = []
    for grid, signed in zip(grids, (False, True, True), strict=False):
        cells = go.Heatmap(z=grid, customdata=np.dstack(grids), hovertemplate=hover, hoverongaps=False, **seam)
        figure = go.Figure(cells.update(_shades(grid, signed)))
        figures.append(_as_picture(figure, grid.shape, **layout))
    return figures


def feature_maps(uri, shape, columns, notes, chosen=None, width=352):
    """A mosaic of feature maps, given as the data: address of a picture, whose maps answer to a click.

    shape: (H, W) of one map; notes: for each map the text under the pointer; `chosen` has a frame.
    """
    (H, W), lines = shape, -(-len(notes) // columns)
    height, span = lines * (H + 1) - 1, columns * (W + 1) - 1
    figure = go.Figure(go.Image(source=uri, hoverinfo="skip"))
    if len(notes) <= MOST_MAPS:
        k, invisible = np.arange(len(notes)), {"opacity": 0}
        figure.add_scatter(
            x=k % columns * (W + 1) + (W - 1) / 2,
            y=k // columns * (H + 1) + (H - 1) / 2,
            mode="markers",
            marker={"size": min(width * W / span, width * H / span), "symbol": "square", **invisible},
            selected={"marker": invisible},
            unselected={"marker": invisible},
            text=notes,
            hovertemplate="%{text}<extra></extra>",
        )
    if chosen is not None:
        y, x = chosen // columns * (H + 1), chosen % columns * (W + 1)
        ends = {"x0": x - 0.5, "x1": x + W - 0.5, "y0": y - 0.5, "y1": y + H - 0.5}
        figure.add_shape(type="rect", line={"color": CHOSEN, "width": 3}, **ends)
    layout = {"width": width, "height": round(width * height / span), "plot_bgcolor": SEAM}
    return _as_picture(figure, (height, span), square=True, **layout)


def neurons_in_a_row(n):
    """Ten, so that row and column are the digits of a neuron's number; more where that would be too tall."""
    return next((columns for columns in SQUARE if n <= columns**2), max(SQUARE))


def as_grid(values, columns):
    """(n,) -> (rows, columns), filled up with NaN; neuron k stands at row k // columns."""
    grid = np.full((-(-len(values) // columns), columns), np.nan)
    grid.ravel()[: len(values)] = values
    return grid


def _shades(values, signed=False):
    """Black at zero, and white above it; `signed`, or with negative values, orange above and blue below."""
    largest = float(np.nanmax(np.abs(values))) or 1.0
    if signed or np.nanmin(values) < 0:
        return {"colorscale": SIGNED, "zmin": -largest, "zmax": largest, "showscale": False}
    return {"colorscale": GRAY, "zmin": 0, "zmax": max(1.0, largest), "showscale": False}


def _as_picture(figure, shape, square=False, margin_t=0, **layout):
    """No axes, no margins, no zooming; rows count from the top, and `square` keeps pixels as wide as they are high."""
    lines, columns = shape
    figure.update_xaxes(visible=False, fixedrange=True, range=[-0.5, columns - 0.5])
    figure.update_yaxes(visible=False, fixedrange=True, range=[lines - 0.5, -0.5])
    if square:
        figure.update_xaxes(constrain="domain", constraintoward="left")
        figure.update_yaxes(constrain="domain", constraintoward="top", scaleanchor="x")
    return figure.update_layout(
        margin={"l": 0, "r": 0, "t": margin_t, "b": 0, "pad": 0},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        dragmode=False,
        showlegend=False,
        hovermode="closest",
        **layout,
    )


def digit_counts(t_train, t_test):
    """How often each digit is a label, in training and test data side by side. t_train, t_test: (N,) whole numbers."""
    figure = go.Figure()
    for name, labels, color in (("training", t_train, ACCENT), ("test", t_test, MARKER)):
        figure.add_bar(
            x=list("0123456789"),
            y=np.bincount(labels, minlength=10),
            name=f"{name}, {len(labels):,}",
            marker={"color": color},
            hovertemplate=f"%{{y:,}} {name} digits are a %{{x}}<extra></extra>",
        )
    figure.update_xaxes(type="category", title="Label", fixedrange=True)
    figure.update_yaxes(title="Images", tickformat=",", fixedrange=True)
    figure.update_layout(
        height=300,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
    )
    return figure
