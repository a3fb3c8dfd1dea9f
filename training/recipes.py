"""The recipes: what a network is trained on, for how long, and how.

- article: Keras's `mnist_cnn` example as its readers know it, on all 60,000 images.
- plain: MNIST alone, less the built-in sample. What a network learns from MNIST and nothing else.
- people: plain, with pen strokes of 30 writers and every image in a new version each epoch.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from keras.optimizers import Adadelta, AdamW
from keras.optimizers.schedules import CosineDecay


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. `optimizer` makes a Keras optimizer from a learning rate and the number of steps."""

    epochs: int
    batch_size: int
    learning_rate: float
    optimizer: Callable
    trains_on_sample: bool = False  # whether the built-in sample stays in the training images
    strength: tuple = (0.0, 0.0)  # of the augmentation, in the first epoch and in the last
    pen_copies: int = 0  # how often every pen digit is in an epoch, each time drawn anew
    average: float = 0.0  # how much of the running average of the weights a step keeps; 0: the last weights count


def adadelta(learning_rate, steps):
    return Adadelta(learning_rate)


def adamw(learning_rate, steps):
    """AdamW, its learning rate rising over the first twentieth, then falling to zero as a cosine does."""
    rise = max(1, steps // 20)
    schedule = CosineDecay(0.0, steps - rise, warmup_target=learning_rate, warmup_steps=rise)
    return AdamW(schedule, weight_decay=1e-4)


ARTICLE = Recipe(epochs=12, batch_size=128, learning_rate=1.0, optimizer=adadelta, trains_on_sample=True)
PLAIN = Recipe(epochs=12, batch_size=128, learning_rate=1e-3, optimizer=adamw, average=0.999)
PEOPLE = replace(PLAIN, epochs=24, strength=(0.8, 0.1), pen_copies=1)

RECIPES = {
    ("cnn", "article"): ARTICLE,
    ("cnn", "plain"): PLAIN,
    ("cnn", "people"): PEOPLE,
    ("mlp", "article"): ARTICLE,
    ("mlp", "plain"): replace(PLAIN, epochs=15, learning_rate=3e-3),
    ("mlp", "people"): replace(
        PEOPLE, epochs=50, batch_size=256, learning_rate=4e-3, strength=(0.7, 0.2), pen_copies=3
    ),
}
