"""The training loop: for each batch a forward pass, a backward pass and a step of the optimizer, epoch after epoch.

It follows Keras's guide "Writing a custom training loop in PyTorch". After each epoch it saves everything needed to
resume: the model's variables, the optimizer's, and the running average of the weights.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import torch
from torch.nn import functional

from .data import NO_DIGIT

SOFTENED = 2  # the temperature at which a teacher's probabilities are learned


class Fit:
    """One training of `model` on `epochs` (a data.Epochs), following `recipe`."""

    def __init__(self, model, recipe, epochs):
        self.model, self.recipe, self.epochs = model, recipe, epochs
        self.weights = model.trainable_variables
        self.average = [w.value.detach().clone() for w in self.weights]
        self.optimizer = recipe.optimizer(recipe.learning_rate, recipe.epochs * self.batches(len(epochs)))
        self.optimizer.build(self.weights)

    def run(self, checkpoint, after_epoch):
        """Train to the last epoch, resuming from the file `checkpoint` if it exists.

        after_epoch(epoch, figures) is called while the model holds the running average of its weights. It also holds
        that average at the end.
        """
        first = self.restore(checkpoint) if checkpoint.exists() else 0
        with ThreadPoolExecutor(1) as ahead:  # makes the next epoch's images during this epoch
            coming = ahead.submit(self.epochs.__getitem__, first)
            for epoch in range(first, self.recipe.epochs):
                images = coming.result()
                last = epoch + 1 == self.recipe.epochs
                if not last:
                    coming = ahead.submit(self.epochs.__getitem__, epoch + 1)
                print(f"Epoch {epoch + 1}/{self.recipe.epochs}")
                figures = self.run_epoch(*images)
                self.store(checkpoint, epoch + 1)
                self.swap_average()
                after_epoch(epoch, figures)
                if not last:
                    self.swap_average()

    def run_epoch(self, x, *targets):
        """Train on all batches of an epoch, with a progress bar. Returns loss, accuracy, learning rate and seconds.

        targets: the labels, and perhaps a teacher's probabilities.
        """
        start, size, sums = time.perf_counter(), self.recipe.batch_size, np.zeros(2)
        verbose = 1 if sys.stdout.isatty() else 2  # 2: no bar, one line per epoch
        bar = keras.utils.Progbar(self.batches(len(x)), verbose=verbose, stateful_metrics=("loss", "accuracy"))
        for i in range(0, len(x), size):
            batch = [array[i : i + size] for array in (x, *targets)]
            sums += np.multiply(self.step(*batch), len(batch[0]))
            loss, accuracy = sums / min(i + size, len(x))
            bar.update(i // size + 1, [("loss", loss), ("accuracy", accuracy)])
        rate = float(self.optimizer.learning_rate)
        return {"loss": loss, "accuracy": accuracy, "learning_rate": rate, "seconds": time.perf_counter() - start}

    def step(self, x, t, taught=None):
        """One forward pass, backward pass and step of the optimizer. Returns the batch's loss and accuracy."""
        t = torch.from_numpy(t.astype(np.int64))
        with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.bfloat16):
            a = self.model(as_input(self.model, x), training=True)  # (N, 10)
        a, digit = a.float(), t != NO_DIGIT
        loss = functional.cross_entropy(a[digit], t[digit])
        if taught is not None:
            loss = (loss + taught_loss(a[digit], torch.from_numpy(taught)[digit])) / 2
        if self.recipe.none_weights:
            loss = loss + none_loss(a, digit, *self.recipe.none_weights)
        self.model.zero_grad()
        loss.backward()
        with torch.no_grad():
            self.optimizer.apply([w.value.grad for w in self.weights], self.weights)
            steps = int(self.optimizer.iterations)
            kept = min(self.recipe.average, steps / (steps + 10))  # less at the start, where weights are still random
            for average, w in zip(self.average, self.weights, strict=True):
                average.lerp_(w.value, 1 - kept)
        return loss.item(), (a.argmax(dim=1) == t)[digit].float().mean().item()

    def batches(self, images):
        """The number of batches for a number of images."""
        return -(-images // self.recipe.batch_size)

    @torch.no_grad()
    def swap_average(self):
        """Exchange the model's weights and their running average."""
        for average, w in zip(self.average, self.weights, strict=True):
            now = w.value.clone()
            w.value.copy_(average)
            average.copy_(now)

    def store(self, checkpoint, epoch):
        """Save everything that `restore` needs, atomically."""
        state = [keras.ops.convert_to_numpy(v) for v in self.variables()]
        unfinished = checkpoint.with_name(checkpoint.name + ".part")
        with unfinished.open("wb") as file:
            np.savez(file, *state, epoch=epoch)
        unfinished.replace(checkpoint)

    @torch.no_grad()
    def restore(self, checkpoint):
        """Restore the state saved in `checkpoint`. Returns the number of epochs finished by then."""
        with np.load(checkpoint, allow_pickle=False) as state:
            for i, variable in enumerate(self.variables()):
                tensor = getattr(variable, "value", variable)
                tensor.copy_(torch.from_numpy(state[f"arr_{i}"]))
            return int(state["epoch"])

    def variables(self):
        return [*self.model.variables, *self.optimizer.variables, *self.average]


def taught_loss(a, y):
    """The cross-entropy between a teacher's probabilities y and those of the logits a, both (N, 10) and softened.

    Source: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network" (2015).
    """
    softened = functional.softmax(torch.log(y.clamp_min(1e-8)) / SOFTENED, dim=1)
    return SOFTENED**2 * functional.cross_entropy(a / SOFTENED, softened)


def none_loss(a, digit, digits, others):
    """The loss of an eleventh answer, "none of these", whose logit is always 0, beside the logits a, (N, 10).

    Its probability is 1 - sigmoid(E) with E = log(sum(exp(a))). digit: which of the images are digits, (N,) bool;
    digits, others: the weights of the loss on digits and on all others.
    """
    E = torch.logsumexp(a, dim=1)
    on_digits, on_others = functional.softplus(-E[digit]), functional.softplus(E[~digit])
    return digits * on_digits.sum() / max(1, len(on_digits)) + others * on_others.sum() / max(1, len(on_others))


def as_input(model, x):
    """Images as the model takes them: (N, 28, 28) uint8 -> (N, 784) or (N, 28, 28, 1) float32 in 0..1."""
    return torch.from_numpy(x.reshape(-1, *model.input_shape[1:])).float() / 255


@torch.no_grad()
def logits(model, x, size=1000):
    """The model's logits for images, (N, 28, 28) uint8 -> (N, 10) float32."""
    batches = (as_input(model, x[i : i + size]) for i in range(0, len(x), size))
    return torch.cat([model(batch, training=False) for batch in batches])


def probabilities(model, x):
    """The model's probabilities for images, (N, 28, 28) uint8 -> (N, 10) float32."""
    return functional.softmax(logits(model, x), dim=1).numpy()


def digit_probabilities(model, x):
    """The probability that each image is a digit at all, if the model was trained to know: (N,) float32."""
    return torch.sigmoid(torch.logsumexp(logits(model, x), dim=1)).numpy()
