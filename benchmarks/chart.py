"""The comparison as a chart: time per image against batch size, a line for each engine."""

from .comparison import OURS, TEXTBOOK

GRAY = "#7f868d"  # like the colours, visible on light and dark backgrounds
COLOURS = {
    TEXTBOOK: GRAY,
    OURS: "#2e9c90",
    "ONNX Runtime": "#5b8dd6",
    "PyTorch": "#d9822b",
    "scikit-learn": "#a678c4",
}


def draw(results, path):
    """Write an SVG: for each network and engine a line of medians, in a band from the fastest to the slowest pass."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "", "font.family": "sans-serif", "text.color": GRAY}):
        figure = Figure(figsize=(9, 4.2), layout="constrained")
        panels = figure.subplots(1, len(results), squeeze=False)[0]
        for axes, (network, by_size) in zip(panels, results.items(), strict=True):
            draw_network(axes, network, by_size)
        handles, names = panels[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper left", ncols=len(names), frameon=False)
        panels[0].set_ylabel("microseconds per image", color=GRAY)
        figure.savefig(path, transparent=True, metadata={"Date": None})


def draw_network(axes, network, by_size):
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    sizes = list(by_size)
    for name in by_size[sizes[0]]:
        timings = [timings[name] for timings in by_size.values()]
        band = [[1e6 * edge(t.seconds) / t.images for t in timings] for edge in (min, max)]
        ours = name == OURS
        axes.fill_between(sizes, *band, color=COLOURS[name], alpha=0.2, linewidth=0)
        axes.plot(
            sizes,
            [t.microseconds_per_image for t in timings],
            color=COLOURS[name],
            linewidth=2.5 if ours else 1.5,
            marker="o",
            markersize=5 if ours else 3.5,
            label=name,
            zorder=3 if ours else 2,
        )
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sizes)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("batch size", color=GRAY)
    axes.set_title(f"{network}, {timings[0].images:,} images", loc="left", fontsize=11, color=GRAY)
    axes.tick_params(which="both", colors=GRAY, length=0)
    axes.grid(color=GRAY, alpha=0.2, linewidth=0.8)
    axes.spines[:].set_visible(False)
