"""Look at the digits one by one, at what load_mnist returns, and at what all digits of a class have in common."""

import numpy as np
import streamlit as st

from mnistcore import load_mnist
from mnistcore.evaluation import evaluate
from mnistcore.files.label_errors import REJECTED_LABELS
from ui import frame, resources, url_state
from ui.components import canvas, gallery, pointer
from ui.figures import arrays, charts, pictures, probabilities

PER_PAGE = 40
SPLITS = ("test", "train")
LABELS = ("all", *"0123456789")

lab = frame.open_page(
    "Dataset explorer",
    "Digits that people wrote, with the label that people gave them, and what the network reads. "
    "Choose which ones to see, click one, and look at the 784 numbers that it is made of.",
)


def doubted_labels(split):
    """The labels that people rejected, by index: known for MNIST's test digits."""
    return REJECTED_LABELS if lab.data.source == "mnist" and split == "test" else {}


def readings(split):
    return ("all", "right", "wrong", "doubted") if doubted_labels(split) else ("all", "right", "wrong")


def chosen_indices(split, reading, label):
    """The indices of the digits that the three pickers choose."""
    _, t = lab.data.split(split)
    chosen = np.ones(len(t), bool) if label == "all" else t == int(label)
    if reading == "doubted":
        chosen &= np.isin(np.arange(len(t)), list(doubted_labels(split)))
    elif reading != "all":
        chosen &= (lab.evaluate(split).predictions == t) == (reading == "right")
    return np.flatnonzero(chosen)


def show_first():
    """Another choice: go to its first digit."""
    split, reading, label = (st.session_state[key] for key in ("split", "reading", "label"))
    if reading not in readings(split):
        reading = "all"
    indices = chosen_indices(split, reading, label)
    show(int(indices[0]) if len(indices) else 0, split=split, reading=reading, label=label)


def show(index, **chosen):
    """Make `index` the large digit, of those chosen, and let the gallery turn to its page."""
    url_state.move_to(digit=index, **chosen)
    turn_page()


def turn_page():
    st.session_state.pop("turned_to", None)


def show_picked(index):
    """A click in the gallery, which stays on its page."""
    url_state.move_to(digit=index)


def pick_digits():
    """The three pickers; returns the split and the indices of the digits that are chosen."""
    with url_state.shared("split", "test", url_state.one_of(SPLITS)):
        split = st.segmented_control("Split", SPLITS, required=True, key="split", on_change=show_first)
    with url_state.shared("reading", "all", url_state.one_of(readings(split))):
        reading = st.segmented_control(
            f"Read by {lab.model.name}",
            readings(split),
            required=True,
            key="reading",
            on_change=show_first,
            help="Right or wrong: whether the network reads what the label says. Doubted: the digits of MNIST's test "
            "set whose label people rejected.",
        )
    with url_state.shared("label", "all", url_state.one_of(LABELS)):
        label = st.pills("Label", LABELS, required=True, key="label", on_change=show_first, wrap=True)
    return split, chosen_indices(split, reading, label)


def pick_one(split, indices):
    """A number to type, and the one before and after among those chosen; returns the index of the large digit."""
    count = len(lab.data.split(split)[1])
    first = int(indices[0]) if len(indices) else 0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with url_state.shared("digit", first, url_state.whole_number(0, count - 1)):
            digit = st.number_input("Digit", 0, count - 1, key="digit", on_change=turn_page, width=110)
        before, after = indices[indices < digit], indices[indices > digit]
        step_button("Previous", ":material/chevron_left:", "left", before[-1:])
        step_button("Next", ":material/chevron_right:", "right", after[:1])
    return digit


def step_button(label, icon, side, target):
    """A button to the digit whose index is in `target`, an array of one or none."""
    st.button(
        label,
        key=f"step-{label.lower()}",
        icon=icon,
        icon_position=side,
        disabled=not len(target),
        on_click=show,
        args=target.tolist() or (0,),
    )


def show_gallery(split, indices, digit):
    x, t = lab.data.split(split)
    if not len(indices):
        st.info("There is no such digit. Choose another label or another reading.", icon=":material/search_off:")
        return
    pages = -(-len(indices) // PER_PAGE)
    turned_to = st.session_state.setdefault("turned_to", digit)
    start = 1 + min(int(np.searchsorted(indices, turned_to)), len(indices) - 1) // PER_PAGE
    page = st.pagination(pages, default=start, key=f"gallery-page-{turned_to}-{len(indices)}")
    shown = indices[(page - 1) * PER_PAGE : page * PER_PAGE]
    guesses = lab.model.network.predict(x[shown])
    st.caption(f"{len(indices):,} of {len(t):,} {split} digits")
    gallery.show("gallery", shown, x[shown], t[shown], guesses, digit, show_picked)
    st.caption("Below each digit stands its label; where the network reads it as another, :orange[label → reading].")


def show_large(split, digit):
    x, t = (array[digit] for array in lab.data.split(split))
    y = lab.model.network.predict_proba(x[None])[0]
    guess = int(y.argmax())
    st.markdown(f"### Labelled {t}, read as {guess}" + ("" if guess == t else " :orange-badge[wrong]"))
    if digit in doubted_labels(split):
        show_doubt(REJECTED_LABELS[digit])
    with st.grid(2, min_column_width=240):
        show_pixels(x)
        with st.container():
            st.html(probabilities.bars(y))
            frame.link(
                "pages/layer_activations.py",
                {"input": "digit", "split": split, "digit": str(digit)},
                label="Follow it through the layers",
                icon=":material/layers:",
            )
            if st.button("Put it on the canvas", icon=":material/draw:"):
                canvas.put(x.reshape(28, 28), f"{split.capitalize()} digit {digit}: its label says {t}.")
                frame.link(
                    "pages/draw_and_predict.py",
                    label="Go to the canvas",
                    icon=":material/arrow_forward:",
                )


def show_pixels(x):
    notes = [f"row {i // 28}, column {i % 28}\nx[{i}] = {value}" for i, value in enumerate(x.tolist())]
    with st.container(gap="xsmall"):
        pixels = x.reshape(28, 28, 1).repeat(3, axis=2)
        pointer.show("pixels", [("", pixels)], 28, notes, width=252, alt="The digit, 28 × 28 pixels")
        st.caption("Point at a pixel to read its value.")


def show_doubt(rejected):
    other = "" if rejected.alternative is None else f" They would call it a {rejected.alternative}."
    st.info(
        f"Five people were asked what this is, and fewer than three of them agreed with the label {rejected.given}."
        f"{other} ([Northcutt and others, 2021](https://labelerrors.com))",
        icon=":material/group:",
    )


def show_numbers(split, digit):
    x, t = (array[digit] for array in lab.data.split(split))
    st.markdown("**x**, its row of 784: the 28 rows of the picture, one after the other, as the network gets them")
    st.html(arrays.strip(x, 30))
    st.markdown(f"**t**, its label: the number {t}, or one-hot, ten numbers with a 1 at place {t}")
    st.html(arrays.one_hot(np.eye(10, dtype=np.uint8)[t]))
    with st.expander("All 784 numbers", icon=":material/grid_on:"):
        st.caption("Broken into 28 lines of 28. Black is 0, white is 255; `normalize=True` divides by 255.")
        st.html(arrays.grid(x))


@st.fragment
def browse():
    left, right = st.columns([9, 11], gap="medium")
    with left:
        split, indices = pick_digits()
    with right:
        digit = pick_one(split, indices)
    with left:
        show_gallery(split, indices, digit)
    with right:
        show_large(split, digit)
    show_numbers(split, digit)


@st.fragment
def load():
    with st.container(horizontal=True, gap="medium"):
        normalize, flatten = switch("normalize", True), switch("flatten", True)
        one_hot_label = switch("one_hot_label", False)
    source = "" if lab.data.source == "mnist" else f", source={lab.data.source!r}"
    switches = f"normalize={normalize}, flatten={flatten}, one_hot_label={one_hot_label}{source}"
    result = resources.loaded(lab.data.source, normalize, flatten, one_hot_label)
    st.code(f"(x_train, t_train), (x_test, t_test) = load_mnist({switches})", language="python", wrap_lines=True)
    st.html(arrays.table(result))
    st.caption("An image begins with its black border, so for x you see the first ink instead.")
    st.markdown("`x_train[:5]` and `t_train[:5]` in this form:")
    st.html(arrays.first_rows(result["x_train"].first, result["t_train"].first))


def switch(name, default):
    with url_state.shared(name, default, url_state.yes_or_no):
        return st.toggle(f"`{name}`", key=name)


turn_page()
browse()

st.header("What load_mnist returns")
st.markdown(
    "Three switches say in which form. Flip them and see what changes: the shape, the kind of number, the values."
)
load()

left, right = st.columns(2, gap="large")
with left:
    st.header("How many of each digit")
    st.plotly_chart(charts.digit_counts(lab.data.t_train, lab.data.t_test), config={"displayModeBar": False})
with right:
    st.header("The mean digit of each class")
    means = resources.mean_digits(lab.data.source).reshape(10, 28, 28)
    st.html(pictures.tiles(*(pictures.tile(pictures.gray(m, high=255), str(d), 78) for d, m in enumerate(means))))
    st.caption("All training images of a class, averaged pixel by pixel: `x_train[t_train == 0].mean(axis=0)`.")

frame.show_code(load_mnist, evaluate)
