"""The recipes: what a network is trained on, for how long, and how.

- article: Keras's `mnist_cnn` example as published, on all 60,000 images.
- plain: MNIST alone, without the built-in sample.
- people: plain, plus the pen strokes of 30 writers, with every image augmented differently in each epoch.
- everyone: people, plus the digits of 130 writers from seven collections, rare forms, noise and blur, and images of
  anything but digits, which teach the network to answer "none of these".
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from keras.optimizers import Adadelta, AdamW
from keras.optimizers.schedules import CosineDecay


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. optimizer(learning_rate, steps) returns a Keras optimizer."""

    epochs: int
    batch_size: int
    learning_rate: float
    optimizer: Callable
    trains_on_sample: bool = False  # whether the training images include the built-in sample
    strength: tuple = (0.0, 0.0)  # of the augmentation, in the first and the last epoch
    repeats: int = 1  # how many epochs in a row have the same images
    pen_copies: int = 0  # different drawings of each pen digit per epoch
    bank: int = 16  # drawings made of each pen digit before the training; each epoch uses the next few
    average: float = 0.0  # decay of the running average of the weights; 0: no averaging
    forms: bool = False  # whether some pen digits get a form that is rare among them
    non_digits: float = 0.0  # share of the images that are not digits
    none_weights: tuple = ()  # of the loss for "none of these", on digits and on others
    degraded: float = 0.0  # share of the images that get noise, and of those that get blurred
    bfloat16: bool = False  # whether layers compute in bfloat16


def adadelta(learning_rate, steps):
    return Adadelta(learning_rate)


def adamw(learning_rate, steps):
    """AdamW with a learning rate that rises during the first 5% of the steps, then falls to zero along a cosine."""
    warm_up = max(1, steps // 20)
    schedule = CosineDecay(0.0, steps - warm_up, warmup_target=learning_rate, warmup_steps=warm_up)
    return AdamW(schedule, weight_decay=1e-4)


ARTICLE = Recipe(epochs=12, batch_size=128, learning_rate=1.0, optimizer=adadelta, trains_on_sample=True)
PLAIN = Recipe(epochs=12, batch_size=128, learning_rate=1e-3, optimizer=adamw, average=0.999)
PEOPLE = replace(PLAIN, epochs=24, strength=(0.8, 0.1), pen_copies=1)
EVERYONE = replace(
    PEOPLE,
    epochs=9,
    strength=(0.75, 0.1),
    pen_copies=2,
    bank=8,
    forms=True,
    non_digits=0.25,
    none_weights=(0.4, 0.2),
    degraded=0.08,
    bfloat16=True,
)

RECIPES = {
    ("cnn", "article"): ARTICLE,
    ("cnn", "plain"): PLAIN,
    ("cnn", "people"): PEOPLE,
    ("mlp", "article"): ARTICLE,
    ("mlp", "plain"): replace(PLAIN, epochs=15, learning_rate=3e-3),
    ("mlp", "people"): replace(
        PEOPLE, epochs=50, batch_size=256, learning_rate=4e-3, strength=(0.7, 0.2), pen_copies=3
    ),
    ("cnn", "everyone"): EVERYONE,
    ("mlp", "everyone"): replace(
        EVERYONE,
        epochs=120,
        repeats=6,
        batch_size=256,
        learning_rate=3e-3,
        pen_copies=3,
        none_weights=(0.2, 0.1),
        bfloat16=False,
    ),
}
