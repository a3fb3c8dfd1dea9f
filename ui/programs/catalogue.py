"""The programs of the page, in the book's order."""

from pathlib import Path
from typing import NamedTuple

from ui.words import Later, later

FOLDER = Path(__file__).parents[2] / "examples" / "chapter3"


class Break(NamedTuple):
    """A line as readers get it wrong: its name in the address, the code that is replaced, and by what."""

    name: str
    right: str
    wrong: str


class Deeper(NamedTuple):
    """The page that goes on where a program ends: its file, what its address says, and what there is to see."""

    file: str
    query: dict
    label: Later


class Program(NamedTuple):
    """A program: its name in the address and of its file, the book's section, its title, what it shows, and Breaks."""

    name: str
    section: str
    title: Later
    about: Later
    breaks: tuple = ()
    deeper: Deeper | None = None

    def source(self, broken=None):
        """The program's code; with a Break, how readers get it wrong, and the number of that line."""
        code = (FOLDER / f"{self.name}.py").read_text(encoding="utf-8")
        if broken is None:
            return code, None
        before, found, after = code.partition(broken.right)
        line = before.count("\n") + found[:1].count("\n") + 1
        on_the_line, newline, rest = after.partition("\n")
        code = on_the_line.partition("  #")[0]  # what the comment says may be true no longer
        return before + broken.wrong + code + newline + rest, line


SWAPPED = Break("swapped", "np.dot(x, W1)", "np.dot(W1, x)")
NOT_FLAT = Break("not-flat", "flatten=True", "flatten=False")
PROGRAMS = (
    Program(
        "activations",
        "3.2",
        later("Activation functions"),
        later("The step function, sigmoid and ReLU: of one number, then of arrays."),
    ),
    Program(
        "arrays",
        "3.3",
        later("Arrays and their products"),
        later("Dimensions and shapes, products that fit, and one that does not."),
    ),
    Program(
        "three_layers",
        "3.4",
        later("A network with three layers"),
        later("From two inputs to two outputs: first every step written out, then as two functions."),
        (Break("swapped", "A1 = np.dot(X, W1)", "A1 = np.dot(W1, X)"),),
        Deeper("pages/layer_activations.py", {}, later("Move the inputs of this network")),
    ),
    Program(
        "softmax",
        "3.5",
        later("Softmax"),
        later("What scores of 1,000 do to it, and why the largest is subtracted."),
        (Break("no-maximum", "\nexp_a = np.exp(a - c)", "\nexp_a = np.exp(a)"),),
    ),
    Program(
        "show_image",
        "3.6.1",
        later("One image"),
        later("784 numbers in a row become a picture of 28 × 28 pixels."),
        deeper=Deeper(
            "pages/dataset_explorer.py", {"split": "train", "digit": "0"}, later("All numbers of this image")
        ),
    ),
    Program(
        "one_by_one",
        "3.6.2",
        later("One image after the other"),
        later("Every test image goes through the network alone, and the right answers are counted."),
        (SWAPPED, NOT_FLAT),
        Deeper("pages/dataset_explorer.py", {"reading": "wrong"}, later("All images that are misclassified")),
    ),
    Program(
        "preprocessing",
        "3.6.2",
        later("Preprocessing"),
        later("Dividing by 255, standardizing and whitening, and what each does to the pixels."),
    ),
    Program(
        "batch",
        "3.6.3",
        later("In batches"),
        later("The same count with 100 images at a time: look at what each shape has become."),
        (
            SWAPPED,
            NOT_FLAT,
            Break("axis", "axis=1", "axis=0"),
            Break("batch-size", "batch_size = 100", "batch_size = 0"),
        ),
        Deeper("pages/batch_timing.py", {"batch": "100"}, later("How much faster this is than one by one")),
    ),
    Program(
        "axis",
        "3.6.3",
        later("What axis means"),
        later("Sums and largest values along an axis, comparing arrays, and a slice past the end."),
    ),
    Program(
        "mnist_cnn",
        "Keras",
        later("The layers of mnist_cnn"),
        later("One image on its way through two convolutions, pooling and two dense layers."),
        deeper=Deeper("pages/layer_activations.py", {"network": "cnn"}, later("All feature maps of this network")),
    ),
)
BY_NAME = {program.name: program for program in PROGRAMS}
COUNTING, CNN = ("one_by_one", "batch"), "mnist_cnn"
