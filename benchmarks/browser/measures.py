"""The measurements, one function for each part of the table: (browser, repeats) -> rows."""

import itertools

from mnistcore.files import datasets
from ui.frame import OVERVIEW, PAGES

from . import server, strokes
from .crowds import crowd, jobs
from .rows import Row
from .visitor import BARS, CONTENT, NETWORK, Visitor, html_of, measured

SLOWEST_REACTION = 150  # ms
*WARM, TIMING = PAGES
POINTED = """() => document.querySelector(".st-key-network-view [data-painted]").dataset.pointed"""
CONTROLS = html_of("h1, [data-testid=stSlider]")


async def drawing(browser, repeats):
    """From pen up to the bars of the finished stroke, and how often the bars change during a stroke."""
    after, during = [], []
    with server.running() as app:
        visitor = await Visitor.arrive(browser, app, "draw_and_predict")
        for digit in itertools.islice(itertools.cycle(strokes.CORNERS), repeats + 1):
            after.append((await measured(draw_and_clear, visitor, strokes.digit(digit), "pointerup"))[-1])
        for _ in range(repeats):
            paints = await measured(draw_and_clear, visitor, strokes.spiral(), "pointerdown")
            during.append(1000 * sum(time <= visitor.pen_down for time in paints) / visitor.pen_down)
        await visitor.leave()
    return [
        Row("pen up to painted bars", 60, "ms", after[1:]),  # without the first, a warm-up
        Row("bars while the stroke is being drawn", 15, "a second", during, more=True),
    ]


async def network(browser, repeats):
    """The network view: from pen up to its lines, how often it follows the pen, and from the pointer to its lines."""
    rows = []
    with server.running() as app:
        for name in ("mlp", "cnn"):
            after, during = [], []
            visitor = await Visitor.arrive(browser, app, f"draw_and_predict?network={name}")
            for digit in itertools.islice(itertools.cycle(strokes.CORNERS), repeats + 1):
                after.append((await measured(draw_and_clear, visitor, strokes.digit(digit), "pointerup", NETWORK))[-1])
            for _ in range(repeats):
                paints = await measured(draw_and_clear, visitor, strokes.spiral(), "pointerdown", NETWORK)
                during.append(1000 * sum(time <= visitor.pen_down for time in paints) / visitor.pen_down)
            await visitor.clear_and_draw(3)
            places = itertools.cycle(await places_of_neurons(visitor))
            pointed = [await point(visitor, *place) for place in itertools.islice(places, repeats)]
            await visitor.leave()
            rows += [
                Row(f"pen up to painted network, {name}", 100, "ms", after[1:]),
                Row(f"network while the stroke is being drawn, {name}", 15, "a second", during, more=True),
                Row(f"pointer on a unit to its lines, {name}", 50, "ms", pointed),
            ]
    return rows


async def places_of_neurons(visitor, count=6):
    """Where the mouse points at different units of one column of the network view: a list of (x, y)."""
    canvas, mouse, places = visitor.page.locator(".st-key-network-view canvas"), visitor.page.mouse, {}
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 3
    while not await visitor.page.evaluate(POINTED):
        x += 4
        await mouse.move(x, y)
    while len(places) < count:
        places[await visitor.page.evaluate(POINTED)] = (x, y)
        y += 4
        await mouse.move(x, y)
    return list(places.values())


async def point(visitor, x, y):
    """Move the mouse from outside the network view to a unit. Returns when its lines were painted, in ms."""
    await visitor.page.mouse.move(0, y)
    await visitor.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return (await visitor.time(visitor.page.mouse.move(x, y), "pointermove", NETWORK))[-1]


async def draw_and_clear(visitor, points, event, look=BARS):
    paints = await visitor.stroke(points, event, look)
    await visitor.clear()
    return paints


async def clicks(browser, repeats):
    """From a click on a digit in the gallery, a neuron or a feature map to everything that it changes."""
    large = html_of("h3, .bars, .strip, .one-hot, .numbers")
    worked_out = html_of(".formula, .working, .curves, .framed, .products")
    subjects = (
        ("digit", "dataset_explorer", ".st-key-gallery button >> nth={n}", (1, 1), large),
        ("feature map", "layer_activations?network=cnn", ".st-key-layer_1_z .picture >> nth=0", (8, 4), worked_out),
    )
    rows = []
    with server.running() as app:
        for name, path, picture, (columns, lines), look in subjects:
            visitor = await Visitor.arrive(browser, app, path)
            values = []
            for n in range(1, repeats + 2):
                place = (n % columns + 0.5) / columns, (n // columns % lines + 0.5) / lines
                values.append((await visitor.time(visitor.click(picture.format(n=n), *place), "click", look))[-1])
            await visitor.leave()
            rows.append(Row(f"click on a {name} to painted", SLOWEST_REACTION, "ms", values[1:]))
        visitor = await Visitor.arrive(browser, app, "layer_activations")
        places = itertools.cycle(await places_of_neurons(visitor))
        values = [await click_again(visitor, place, worked_out) for place in itertools.islice(places, repeats + 1)]
        await visitor.leave()
    return [*rows, Row("click on a neuron to painted", SLOWEST_REACTION, "ms", values[1:])]


async def click_again(visitor, place, look):
    """Click at a place of the network view, from the top of the page: the last click has scrolled down."""
    await visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    return (await visitor.time(visitor.page.mouse.click(*place), "click", look))[-1]


async def sliders(browser, repeats):
    """From an arrow key on a slider to everything that it changes."""
    worked_out = html_of(".framed, .formula, .values")
    subjects = (
        ("x1 of the little network", "layer_activations?x1=-2", ".st-key-x1", html_of(".little, .steps")),
        ("a kernel over an image", "layer_activations?network=cnn&row=0", ".player", worked_out),
    )
    rows = []
    with server.running() as app:
        for name, path, slider, look in subjects:
            visitor = await Visitor.arrive(browser, app, path)
            await visitor.page.locator(f"{slider} input[type=range]").focus()
            values = []
            for n in range(repeats + 1):
                key = "ArrowLeft" if n // 20 % 2 else "ArrowRight"
                values.append((await visitor.time(visitor.page.keyboard.press(key), "keydown", look))[-1])
            await visitor.leave()
            rows.append(Row(f"a slider move to painted: {name}", SLOWEST_REACTION, "ms", values[1:]))
    return rows


async def navigation(browser, repeats):
    """From a click on a link in the sidebar to the whole page, for a visitor who has been there before.

    The timing page measures as soon as it opens, so only its heading and its slider count.
    """
    values = {page: [] for page in (OVERVIEW, *PAGES)}
    with server.running() as app:
        visitor = await Visitor.arrive(browser, app)
        for page in repeats * [*PAGES, OVERVIEW] + list(PAGES):
            values[page].append((await visitor.navigate(page.title, CONTROLS if page is TIMING else CONTENT))[-1])
        await visitor.leave()
    return [Row(f"page to page, warm: {page.title}", 400, "ms", values[page][1:]) for page in values]


async def starting(browser, repeats):
    """From the start of the server process to the whole first page, in a browser that is already open."""
    values = []
    for _ in range(repeats):
        with server.running() as app:
            visitor = await Visitor.arrive(browser, app)
            values.append((visitor.opened["started"] + visitor.opened["paints"][-1]) / 1000 - app.started)
            await visitor.leave()
    return [Row("start of the server to first page painted", 4, "s", values)]


async def memory(browser, sessions):
    """The server's memory with one session that has visited every page but the last, and what each further one adds."""
    source = "sample" if datasets.find_mnist() is None else "mnist"
    visitors, megabytes = [], []
    with server.running() as app:
        for _ in range(1 + sessions):
            visitor = await Visitor.arrive(browser, app, f"?data={source}")
            for page in WARM:
                await visitor.navigate(page.title, CONTENT)
            visitors.append(visitor)
            megabytes.append(app.megabytes())
        for visitor in visitors:
            await visitor.leave()
    further = [after - before for before, after in itertools.pairwise(megabytes)]
    digits = "full MNIST" if source == "mnist" else "the sample"
    return [
        Row(f"memory, {digits}, first session", 350, "MB", megabytes[:1]),
        Row(f"memory, {digits}, each further session", 5, "MB", further, "mean"),
    ]


MEASURES = {m.__name__: m for m in (drawing, network, clicks, sliders, navigation, starting, memory, crowd, jobs)}
