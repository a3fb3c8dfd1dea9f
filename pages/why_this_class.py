"""Which strokes of a digit count for a class, and which against it."""

import numpy as np
import streamlit as st

from mnistcore import explanation, sigmoid, softmax
from mnistcore.network import probability_of_a_digit
from ui import frame, inputs, resources, url_state
from ui.figures import contributions, numbers, pictures, probabilities
from ui.words import later, said, say

GUESS = "prediction"
CLASSES = {GUESS: later("Prediction"), **{digit: digit for digit in "0123456789"}}
PATCHES = {side: f"{side} × {side}" for side in (1, 3, 5)}

lab = frame.open_page(
    later("Why this class"),
    later(
        "The app covers each small square of the digit in black and runs the network again. If the class becomes less "
        "probable, the covered ink counts **for** it; if it becomes more probable, the ink counts **against** it. "
        "Explain the predicted class, or choose another class to see why it was not predicted."
    ),
)
network = lab.model.network


def choose_question(y):
    """Show the controls; return the class to explain, 0 to 9, and the width of the square."""
    with url_state.shared("class", GUESS, url_state.one_of(CLASSES)):
        picked = st.pills(
            say("Class to explain"),
            list(CLASSES),
            format_func=said(CLASSES).get,
            required=True,
            key="class",
            wrap=True,
            width="content",
        )
    with url_state.shared("patch", 3, url_state.one_of(PATCHES)):
        patch = st.segmented_control(
            say("Square size in pixels"),
            list(PATCHES),
            format_func=PATCHES.get,
            required=True,
            key="patch",
            help=say(
                "Strokes in MNIST are about three pixels wide: 5 × 5 cuts through a stroke, 1 × 1 hardly changes it."
            ),
        )
    return int(y.argmax()) if picked == GUESS else int(picked), patch


def show_digit(image, a, picked):
    """The image and its probabilities. a: the last layer's weighted sums, (10,)."""
    st.markdown(f"**{say('Prediction')}**")
    st.html(pictures.tile(image, width=150, alt=say("The digit")))
    if network.digit_threshold is None:
        st.html(probabilities.bars(softmax(a), picked))
        return
    st.html(probabilities.bars(softmax(a), picked, none=1 - probability_of_a_digit(a)))
    st.caption(
        say(
            "*none* means no digit at all. Its weighted sum, an eleventh, is always 0. Softmax of all eleven gives it "
            "this share and divides the rest among the digits in the proportions of the ten bars, which add up to 100% "
            "without it. Above {limit}, *Draw and predict* says that this may be no digit.",
            limit=numbers.probability(1 - network.digit_threshold),
        )
    )


def show_both(columns, image, falls, estimates, picked, patch):
    """Occlusion and gradient times input side by side, on one scale."""
    largest = float(max(np.abs(falls).max(), np.abs(estimates).max()))
    methods = (
        (
            say("Occlusion"),
            falls,
            say("Occlusion, for and against {picked}", picked=picked),
            say("The fall of the log-odds of {picked} when the square around a pixel is covered.", picked=picked),
        ),
        (
            say("Gradient times input"),
            estimates,
            say("Gradient times input, for and against {picked}", picked=picked),
            say("An estimate of what the square around a pixel adds to the log-odds of {picked}.", picked=picked),
        ),
    )
    for column, (name, values, alt, about) in zip(columns, methods, strict=True):
        with column:
            st.markdown(f"**{name}**")
            st.html(contributions.picture(image, values, largest, patch, alt))
            st.caption(about)
            st.html(contributions.scale(largest))


def say_what_the_numbers_are(picked, log_odds, products):
    left, right = st.columns(2, gap="large", width=1010)
    left.caption(
        say(
            "Both pictures share one colour scale, which ends at the largest value of either; ink without a colour has "
            "no effect. **Log-odds** are log(p / (1 − p)): 0 for 50%, +2.20 for 90%, +4.60 for 99%, +6.91 for 99.9%. "
            "They still show a difference where probabilities are too close to 0% or 100%. For this image, the "
            "log-odds of {picked} are {log_odds}.",
            picked=picked,
            log_odds=numbers.signed(log_odds),
        )
    )
    right.caption(
        say(
            "**Gradient times input** covers nothing. Make one pixel slightly brighter, leave the others as they are, "
            "and watch the log-odds of {picked}: how fast they rise or fall with the pixel is its *gradient* (chapter "
            "4 computes it). Gradient times brightness estimates what the pixel adds. The estimate is exact for a "
            "weighted sum; activation functions are curved, so what holds for a slight change need not hold for a "
            "large one. Here the 784 products add up to {total}; biases and activation functions account for the "
            "difference from {log_odds}.",
            picked=picked,
            total=numbers.signed(products.sum()),
            log_odds=numbers.signed(log_odds),
        )
    )


def show_strongest(image, falls, picked, patch, log_odds):
    """The digit without the square that counts most for the class, and without the one most against it."""
    st.header(say("Predictions without the strongest squares"))
    covered = explanation.occluded(image, patch)
    squares = explanation.occluded(np.ones_like(image), patch) == 0
    tiles = [pictures.tile(image, f"{say('unchanged')}\n{reading(log_odds, picked)}", 160)]
    for removed, sign in (
        (say("strongest for {picked} removed", picked=picked), 1),
        (say("strongest against {picked} removed", picked=picked), -1),
    ):
        place = (sign * falls[picked]).argmax()
        fall = falls.reshape(10, -1)[:, place]
        if sign * fall[picked] > 0:
            shown = contributions.covered(covered[place], squares[place])
            tiles.append(pictures.tile(shown, f"{removed}\n{reading(log_odds - fall, picked)}", 160))
    st.html(pictures.tiles(*tiles))
    st.caption(
        say(
            "The removed squares are the one that counts most for the class and the one that counts most against it. "
            "Interpret this with care: a digit with a hole is unlike any training image, and squares with little "
            "effect alone can have a large effect together."
        )
    )


def reading(log_odds, picked):
    """The prediction, and the class's probability and log-odds, from the log-odds of all classes."""
    guess = log_odds.argmax()
    return say(
        "prediction {guess}, {probability}\nlog-odds of {picked}: {log_odds}"
        if guess == picked
        else "prediction {guess}; {picked}: {probability}\nlog-odds of {picked}: {log_odds}",
        guess=guess,
        picked=picked,
        probability=numbers.probability(sigmoid(log_odds[picked])),
        log_odds=numbers.signed(log_odds[picked]),
    )


@st.fragment
def explain():
    image, what = inputs.choose(lab.data)
    a = network.logits(image[None]).astype(np.float64)  # (1, 784) -> (1, 10)
    y, log_odds = softmax(a)[0], explanation.log_odds(a)[0]
    inputs.show_prediction(what, y)
    with st.container(horizontal=True, gap="medium"):
        picked, patch = choose_question(y)
    with st.grid(3, min_column_width=240, gap="medium", width=1010):
        left, *both = (st.container() for _ in range(3))
    with both[0], st.container(key="covering"), frame.errors_shown():  # its spinner covers the coming picture
        falls = resources.occlusion(lab.model, image, patch)
    products = explanation.gradient_times_input(network, image)
    image = image.reshape(28, 28)
    with left:
        show_digit(image, a[0], picked)
    show_both(both, image, falls[picked], explanation.over_squares(products, patch)[picked], picked, patch)
    say_what_the_numbers_are(picked, log_odds[picked], products[picked])
    show_strongest(image, falls, picked, patch, log_odds)
    st.header(say("Occlusion for all ten classes"))
    st.html(contributions.all_classes(image, falls, y, picked))
    st.caption(
        say("All ten pictures use one colour scale: orange ink counts for the class, blue ink counts against it.")
    )


explain()
frame.show_code(
    explanation.occlusion,
    explanation.occluded,
    explanation.gradient_times_input,
    explanation.gradient,
    explanation.backward,
    explanation.activation_derivative,
    explanation.log_odds,
    *([] if network.digit_threshold is None else [probability_of_a_digit]),
)
