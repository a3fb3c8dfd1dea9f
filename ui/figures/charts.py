"""Plotly figures: arrays in, Figure out. No Streamlit inside."""

import numpy as np
import plotly.graph_objects as go

from ui.figures.pictures import ACCENT

MARKER = "#d9822b"
REFERENCE, ROOF = "#8b93a0", "#8b93a0"


def batch_curve(timings, slider=None, reference=None):
    """Milliseconds for the whole set against the batch size, both on log scales.

    timings: a list of BatchTiming, drawn as a line of medians in a band from the fastest run to the slowest.
    slider: one BatchTiming more, a point of its own. reference: somebody else's milliseconds by batch size, and what
    to call them, as points on a dashed line.
    """
    figure = go.Figure(_band(timings))
    if reference is not None:
        milliseconds, name = reference
        figure.add_scatter(
            x=list(milliseconds),
            y=list(milliseconds.values()),
            mode="lines+markers",
            line={"color": REFERENCE, "width": 1.5, "dash": "dash"},
            marker={"size": 9, "symbol": "diamond-open"},
            name=name,
            hovertemplate=f"{name}<br>batch size %{{x:,}}<br>%{{y:,.0f}} ms<extra></extra>",
        )
    if slider is not None:
        figure.add_vline(slider.batch_size, line={"color": MARKER, "width": 1, "dash": "dot"})
        note = f"the slider's own run<br>batch size {slider.batch_size:,}<br>{1000 * slider.median:,.1f} ms"
        figure.add_trace(_slider_point(slider.batch_size, 1000 * slider.median, note))
    powers = [10**power for power in range(len(str(timings[-1].batch_size)))]
    figure.update_xaxes(type="log", title="Batch size", tickvals=powers, ticktext=[f"{p:,}" for p in powers])
    steps = "D2" if max(t.slowest for t in timings) > 5 * min(t.fastest for t in timings) else "D1"
    title = f"Milliseconds for {timings[0].images:,} images"
    figure.update_yaxes(type="log", title=title, dtick=steps, tickformat=",")
    return _as_curve(figure, 380)


def _band(timings):
    """Three traces: the edges of a band from the fastest runs to the slowest, and the line of medians."""
    sizes = [t.batch_size for t in timings]
    fastest, median, slowest = ([1000 * getattr(t, name) for t in timings] for name in ("fastest", "median", "slowest"))
    notes = [
        f"batch size {t.batch_size:,}<br>median {m:,.1f} ms, {low:,.1f} to {high:,.1f} ms<br>"
        f"{t.microseconds_per_image:,.1f} µs an image"
        for t, low, m, high in zip(timings, fastest, median, slowest, strict=True)
    ]
    edge = {"mode": "lines", "line": {"width": 0, "color": ACCENT}, "hoverinfo": "skip"}
    band = {"fill": "tonexty", "fillcolor": "rgba(46, 138, 128, .25)", "name": "fastest to slowest"}
    return [
        go.Scatter(x=sizes, y=fastest, showlegend=False, **edge),
        go.Scatter(x=sizes, y=slowest, **band, **edge),
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


def roofline(work, limits, calls, timings, slider):
    """Operations a second against operations for every byte, both on log scales, below what the computer could do.

    work: a roofline.Work; limits: roofline.Limits; calls: the seconds of a batch's calls; timings: BatchTimings, drawn
    as points; slider: one more.
    """
    ridge = limits.peak / limits.bandwidth  # where the slope meets the top
    intensities = np.geomspace(work.intensity(1) / 2, 4 * max(ridge, work.intensity(10**4)), 200)
    sizes = np.geomspace(1, 10**4, 200)
    sizes = sizes[work.operations(sizes) / calls < limits.peak]  # above, the roof is the nearer wall
    figure = go.Figure()
    for x, rates, name, line in (
        (intensities, limits.attainable(intensities), "memory (slope) and products (flat)", {"width": 2.5}),
        (work.intensity(sizes), work.operations(sizes) / calls, "calls", {"width": 1.5, "dash": "dash"}),
    ):
        if len(x):
            line["color"] = ROOF
            figure.add_scatter(x=x, y=rates / 1e9, name=name, mode="lines", line=line, hoverinfo="skip")
    if timings:
        figure.add_trace(_measured(work, timings))
    figure.add_trace(_slider_point(work.intensity(slider.batch_size), _rate(work, slider), _where(work, slider)))
    figure.update_xaxes(type="log", title="Operations for every byte", dtick="D2", tickformat="~g")
    figure.update_yaxes(type="log", title="Billion operations a second", dtick="D2", tickformat=",")
    return _as_curve(figure, 400)


def _measured(work, timings):
    places = {timings[-1].batch_size: "middle right"} | dict.fromkeys((1, 10, 100), "bottom center")
    return go.Scatter(
        x=[work.intensity(t.batch_size) for t in timings],
        y=[_rate(work, t) for t in timings],
        mode="lines+markers+text",
        line={"color": ACCENT, "width": 1.5},
        marker={"size": 7},
        text=[f"{t.batch_size:,}" if t.batch_size in places else "" for t in timings],
        textposition=[places.get(t.batch_size, "bottom center") for t in timings],
        name="measured, by batch size",
        customdata=[_where(work, t) for t in timings],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _rate(work, timing):
    """Billion operations a second, by the median."""
    return work.throughput(timing) / 1e9


def _where(work, timing):
    intensity = work.intensity(timing.batch_size)
    return (
        f"batch size {timing.batch_size:,}<br>{intensity:,.2f} operations for every byte<br>"
        f"{_rate(work, timing):,.1f} billion operations a second"
    )


def _slider_point(x, y, note):
    return go.Scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 12, "color": MARKER, "line": {"width": 2, "color": "white"}},
        name="the slider",
        hovertemplate=f"{note}<extra></extra>",
    )


def _as_curve(figure, height):
    return figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
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
