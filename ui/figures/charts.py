"""The charts, as Plotly figures."""

import numpy as np
import plotly.graph_objects as go

from ui.figures.numbers import amount, count, fixed
from ui.figures.pictures import ACCENT
from ui.words import say

MARKER, REFERENCE = "#d9822b", "#8b93a0"


def batch_curve(timings, slider, reference=None):
    """Milliseconds for the whole set against batch size, both on log scales.

    timings: a list of BatchTiming, drawn as a line of medians in a band from the fastest to the slowest run.
    slider: one more BatchTiming, drawn as a separate point. reference: published milliseconds by batch size and a name
    for them, drawn as points on a dashed line.
    """
    figure = go.Figure(_band(timings))
    if reference is not None:
        figure.add_trace(_reference(*reference))
    figure.add_vline(slider.batch_size, line={"color": MARKER, "width": 1, "dash": "dot"})
    note = say(
        "latest slider run<br>batch size {size}<br>{median} ms",
        size=count(slider.batch_size),
        median=_ms(slider.median),
    )
    figure.add_trace(_slider_point(slider.batch_size, 1000 * slider.median, note))
    powers = [10**power for power in range(len(str(timings[-1].batch_size)))]
    figure.update_xaxes(type="log", title=say("Batch size"), tickvals=powers, ticktext=[count(n) for n in powers])
    steps = "D2" if max(t.slowest for t in timings) > 5 * min(t.fastest for t in timings) else "D1"
    title = say("Milliseconds for {n} images", n=count(timings[0].images))
    figure.update_yaxes(type="log", title=title, dtick=steps, tickformat=",")
    return _laid_out(figure, 380)


def _band(timings):
    """Three traces: the edges of a band from the fastest to the slowest run, and the line of medians."""
    sizes = [t.batch_size for t in timings]
    fastest, median, slowest = ([1000 * getattr(t, name) for t in timings] for name in ("fastest", "median", "slowest"))
    notes = [
        say(
            "batch size {size}<br>median {median} ms, {fastest} to {slowest} ms<br>{per_image} µs per image",
            size=count(t.batch_size),
            median=_ms(t.median),
            fastest=_ms(t.fastest),
            slowest=_ms(t.slowest),
            per_image=fixed(t.microseconds_per_image, 1),
        )
        for t in timings
    ]
    edge = {"mode": "lines", "line": {"width": 0, "color": ACCENT}, "hoverinfo": "skip"}
    band = {"fill": "tonexty", "fillcolor": "rgba(46, 138, 128, .25)", "name": say("fastest to slowest")}
    line = {"mode": "lines+markers", "line": {"color": ACCENT, "width": 2.5}, "marker": {"size": 6}}
    line["name"] = say("median")
    return [
        go.Scatter(x=sizes, y=fastest, showlegend=False, **edge),
        go.Scatter(x=sizes, y=slowest, **band, **edge),
        go.Scatter(x=sizes, y=median, hovertext=notes, hoverinfo="text", **line),
    ]


def _reference(milliseconds, name):
    return go.Scatter(
        x=list(milliseconds),
        y=list(milliseconds.values()),
        mode="lines+markers",
        line={"color": REFERENCE, "width": 1.5, "dash": "dash"},
        marker={"size": 9, "symbol": "diamond-open"},
        name=name,
        hovertext=[
            say("{name}<br>batch size {size}<br>{ms} ms", name=name, size=count(size), ms=fixed(ms, 0))
            for size, ms in milliseconds.items()
        ],
        hoverinfo="text",
    )


def _ms(seconds):
    return fixed(1000 * seconds, 1)


def roofline(work, limits, calls, timings, slider):
    """Operations per second against operations per byte, both on log scales, below the limits of the computer.

    work: a roofline.Work; limits: roofline.Limits; calls: seconds per batch for calls; timings: BatchTimings, drawn as
    points; slider: one more.
    """
    ridge = limits.peak / limits.bandwidth  # where the slope meets the top
    intensities = np.geomspace(work.intensity(1) / 2, 4 * max(ridge, work.intensity(10**4)), 200)
    sizes = np.geomspace(1, 10**4, 200)
    sizes = sizes[work.operations(sizes) / calls < limits.peak]  # above, the roof is the tighter bound
    figure = go.Figure()
    for x, rates, name, line in (
        (intensities, limits.attainable(intensities), say("memory (slope) and arithmetic (flat)"), {"width": 2.5}),
        (work.intensity(sizes), work.operations(sizes) / calls, say("call overhead"), {"width": 1.5, "dash": "dash"}),
    ):
        if len(x):
            line["color"] = REFERENCE
            figure.add_scatter(x=x, y=rates / 1e9, name=name, mode="lines", line=line, hoverinfo="skip")
    if timings:
        figure.add_trace(_measured(work, timings))
    figure.add_trace(_slider_point(*_point(work, slider), _point_note(work, slider)))
    figure.update_xaxes(type="log", title=say("Operations per byte"), dtick="D2", tickformat="~g")
    figure.update_yaxes(type="log", title=say("Billion operations per second"), dtick="D2", tickformat=",")
    return _laid_out(figure, 400)


def _measured(work, timings):
    places = {timings[-1].batch_size: "middle right"} | dict.fromkeys((1, 10, 100), "bottom center")
    intensities, rates = zip(*(_point(work, t) for t in timings), strict=True)
    return go.Scatter(
        x=intensities,
        y=rates,
        mode="lines+markers+text",
        line={"color": ACCENT, "width": 1.5},
        marker={"size": 7},
        text=[count(t.batch_size) if t.batch_size in places else "" for t in timings],
        textposition=[places.get(t.batch_size, "bottom center") for t in timings],
        name=say("measured, by batch size"),
        hovertext=[_point_note(work, t) for t in timings],
        hoverinfo="text",
    )


def _point(work, timing):
    """A BatchTiming's place in the roofline chart: operations per byte, billion operations per second."""
    return work.intensity(timing.batch_size), work.throughput(timing) / 1e9


def _point_note(work, timing):
    intensity, rate = _point(work, timing)
    return say(
        "batch size {size}<br>{intensity} operations per byte<br>{rate} operations per second",
        size=count(timing.batch_size),
        intensity=fixed(intensity, 2),
        rate=amount(1e9 * rate),
    )


def _slider_point(x, y, note):
    return go.Scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 12, "color": MARKER, "line": {"width": 2, "color": "white"}},
        name=say("latest slider run"),
        hovertext=[note],
        hoverinfo="text",
    )


def digit_counts(t_train, t_test):
    """How often each digit occurs in the training and test labels, side by side. t_train, t_test: (N,) integers."""
    bar = {"digit": "%{x}", "n": "%{y:,}"}  # filled in by Plotly
    train, test = say("training, {n}", n=count(len(t_train))), say("test, {n}", n=count(len(t_test)))
    figure = go.Figure(
        [
            _digit_bars(t_train, train, ACCENT, say("Training digits labelled {digit}: {n}", **bar)),
            _digit_bars(t_test, test, MARKER, say("Test digits labelled {digit}: {n}", **bar)),
        ]
    )
    figure.update_xaxes(type="category", title=say("Label"), fixedrange=True)
    figure.update_yaxes(title=say("Images"), tickformat=",", fixedrange=True)
    return _laid_out(figure, 300)


def _digit_bars(labels, name, color, note):
    return go.Bar(
        x=list("0123456789"),
        y=np.bincount(labels, minlength=10),
        name=name,
        marker={"color": color},
        hovertemplate=f"{note}<extra></extra>",
    )


def _laid_out(figure, height):
    """With this height, no margin, the legend in a line above, and a transparent background."""
    return figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
    )
