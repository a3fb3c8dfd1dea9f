"""Draw a digit, upload one or take one from the test set, and read ten probabilities."""

import numpy as np
import streamlit as st

from mnistcore import MnistCoreError, drawing
from mnistcore.files import photo
from mnistcore.network import Network
from ui import frame, models
from ui.components import canvas
from ui.figures import blocks, numbers, pictures, probabilities

BLANK = [drawing.DrawingStep(name, np.zeros((28, 28), np.uint8)) for name in drawing.STAGES]

lab = frame.open_page(
    "Draw and predict",
    "Draw one digit, large, with the mouse or a finger. With every stroke, the network says how probable it finds each "
    "of the ten digits.",
)
at_hand = models.at_hand(lab.model)  # found once, not with every stroke


@st.fragment
def draw_and_read(sees, reads):
    """All that follows the pen. It runs many times a second, so it is one element; what is below waits for a pause."""
    canvas.draw(answer)
    if canvas.pen_rests():
        sees.html(what_it_sees(canvas.ink()))
        reads.html(what_each_reads(canvas.ink()))


def answer(ink):
    """What the network makes of the ink, and how sure it is."""
    limits = "It knows ten answers and no other: a letter or a scribble gets one of them, too."
    if ink is None:
        about = blocks.heading("Draw a digit.") + blocks.caption("The ten bars fill as soon as there is ink.")
        return about + probabilities.bars(None) + blocks.caption(limits)
    y = lab.model.network.predict_proba(drawing.normalize_drawing(ink)[None])[0]  # (1, 28, 28) -> (10,)
    about = blocks.heading(in_words(y)) + blocks.caption(in_numbers(y))
    return about + probabilities.bars(y) + blocks.caption(canvas.note() or limits)


def in_words(y):
    """First and second guess."""
    first, second = np.argsort(y)[::-1][:2]
    if y[first] > 0.9:
        return f"This looks like {a(first)}."
    if y[first] > 0.65:
        return f"Probably {a(first)}."
    return f"Hard to say: {a(second)}, or rather {a(first)}."


def a(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


def in_numbers(y):
    first, second = np.argsort(y)[::-1][:2]
    guesses = f"{first}: {numbers.probability(y[first])}; second guess {second}: {numbers.probability(y[second])}"
    return f"{guesses}, says {lab.model.name}."


def put_in():
    """Ink that is not drawn: a digit of the test set, or a file."""
    st.button("Put in a random test digit", icon=":material/casino:", on_click=put_random_digit)
    with st.popover("Upload a picture", icon=":material/upload:"):
        st.file_uploader(
            "A PNG or JPEG of one digit on plain paper, with nothing else in the picture",
            type=["png", "jpg", "jpeg"],
            key="picture",
            on_change=put_picture,
        )
        if complaint := st.session_state.pop("complaint", None):
            st.error(complaint, icon=":material/error:")


def put_random_digit():
    index = lab.data.random_index("test")
    x, t = lab.data.x_test[index], lab.data.t_test[index]
    says = f"Test digit {index}: its label says {t}. It is cropped, scaled and centred anew, like any ink."
    canvas.put(x.reshape(28, 28), says)


def put_picture():
    file = st.session_state["picture"]
    if file is None:
        return
    try:
        canvas.put(photo.read_photo(file.getvalue()), f"Read from {file.name}.")
    except MnistCoreError as error:
        st.session_state["complaint"] = str(error)


def what_it_sees(ink):
    how = (
        "MNIST's makers cropped each digit, scaled its longest side to 20 pixels and centred its mass in 28 × 28. "
        "Your ink goes the same way."
    )
    title = blocks.heading("What the network gets to see", small=True)
    steps = BLANK if ink is None else drawing.drawing_steps(ink)
    return title + blocks.caption(how) + pictures.tiles(*map(tile, steps))


def tile(step):
    height, width = step.image.shape
    size = f"\n{width} × {height}" if step.image.any() else ""
    return pictures.tile(step.image, step.name + size, round(140 * width / max(height, width)))


def what_each_reads(ink):
    """What every network at hand reads in the same ink, and whether they agree."""
    title = blocks.heading("Every network on the same ink", small=True)
    if ink is None:
        return title + probabilities.readings((model.name, None) for model in at_hand)
    image = drawing.normalize_drawing(ink)[None]
    ys = [model.network.predict_proba(image)[0] for model in at_hand]
    guesses = sorted({int(y.argmax()) for y in ys})
    agreed = f"All of them read {guesses[0]}."
    disagreed = f"They disagree: {' or '.join(map(str, guesses))}?"
    first = "The first is the one that is picked in the sidebar."
    readings = probabilities.readings((model.name, y) for model, y in zip(at_hand, ys, strict=True))
    return title + blocks.caption(f"{agreed if len(guesses) == 1 else disagreed} {first}") + readings


top = st.container()
with st.container(horizontal=True, vertical_alignment="center"):
    canvas.tools()
    put_in()
sees = st.empty()
with st.container(horizontal=True):
    as_input = {"input": "drawing"}
    frame.link("pages/layer_activations.py", as_input, label="Follow it through the layers", icon=":material/layers:")
    frame.link(
        "pages/why_this_class.py", as_input, label="See which strokes counted", icon=":material/ink_highlighter:"
    )
reads = st.empty()
with top:
    draw_and_read(sees, reads)
frame.show_code(drawing.drawing_steps, drawing.crop, drawing.scale, drawing.centre, Network.predict_proba, Network.run)
