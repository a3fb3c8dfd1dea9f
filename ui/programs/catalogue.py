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
    """A page that goes deeper at some lines: its file, what its address says, what there is to see, parts of the lines.

    In the address, {i} stands for the program's counter at the step that one comes from. misread: whether the link is
    only there while the program misreads an image.
    """

    file: str
    query: dict
    label: Later
    lines: tuple
    misread: bool = False

    def numbers(self, source):
        """The numbers of its lines in a program."""
        lines = enumerate(source.splitlines(), start=1)
        return [number for number, line in lines if any(part in line for part in self.lines)]


class Inputs(NamedTuple):
    """An array in a program whose elements sliders change: its variable, its code with {names}, and the values in the
    file by these names."""

    variable: str
    code: str
    values: dict


class Program(NamedTuple):
    """A program: its name in the address and of its file, the book's section, its title, what it shows, Breaks, pages
    that go Deeper, and Inputs."""

    name: str
    section: str
    title: Later
    about: Later
    breaks: tuple = ()
    deeper: tuple = ()
    inputs: Inputs | None = None

    def source(self, broken=None, **inputs):
        """The program's code, with other inputs if they are given; with a Break, how readers get it wrong, and the
        number of that line."""
        code = (FOLDER / f"{self.name}.py").read_text(encoding="utf-8")
        if inputs:
            array = f"{self.inputs.variable} = {self.inputs.code}"
            code = code.replace(*(array.format_map(values) for values in (self.inputs.values, inputs)))
        if broken is None:
            return code, None
        before, found, after = code.partition(broken.right)
        line = before.count("\n") + found[:1].count("\n") + 1
        on_the_line, newline, rest = after.partition("\n")
        code = on_the_line.partition("  #")[0]  # what the comment says may be true no longer
        return before + broken.wrong + code + newline + rest, line


SWAPPED = Break("swapped", "np.dot(x, W1)", "np.dot(W1, x)")
NOT_FLAT = Break("not-flat", "flatten=True", "flatten=False")
LAYERS, EXPLORER = "pages/layer_activations.py", "pages/dataset_explorer.py"
FIRST_IMAGE = Deeper(
    EXPLORER,
    {"split": "train", "digit": "0"},
    later("All numbers of this image"),
    ("img = ", "img.shape", "img_show(img)", "img_show(as_picture("),
)
THIS_IMAGE = {"input": "digit", "split": "test", "digit": "{i}"}


def _layers(query, lines):
    """A Deeper for each layer, from 1, at the lines that compute it."""
    label = later("This layer in Layer activations, with this image")
    return tuple(
        Deeper(LAYERS, query | {"layer": str(number)}, label, parts) for number, parts in enumerate(lines, start=1)
    )


MLP = _layers(THIS_IMAGE, [(f"a{k} = np.dot", f"z{k} = sigmoid(a{k})", f"y = softmax(a{k})") for k in (1, 2, 3)])
PROGRAMS = (
    Program(
        "activations",
        "3.2",
        later("Activation functions"),
        later("The step function, sigmoid and ReLU: of one number, then of arrays."),
        deeper=(
            Deeper(LAYERS, {"layer": "1"}, later("Sigmoid in the whole network"), ("print(sigmoid", "y_sigmoid =")),
        ),
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
        inputs=Inputs("X", "np.array([{x1}, {x2}])", {"x1": 1.0, "x2": 0.5}),
    ),
    Program(
        "softmax",
        "3.5",
        later("Softmax"),
        later("What scores of 1,000 do to it, and why the largest is subtracted."),
        (Break("no-maximum", "\nexp_a = np.exp(a - c)", "\nexp_a = np.exp(a)"),),
        (Deeper(LAYERS, {"layer": "3"}, later("Softmax in the whole network"), ("y = exp_a", "y = softmax(a)")),),
    ),
    Program(
        "show_image",
        "3.6.1",
        later("One image"),
        later("784 numbers in a row become a picture of 28 × 28 pixels."),
        deeper=(FIRST_IMAGE,),
    ),
    Program(
        "one_by_one",
        "3.6.2",
        later("One image after the other"),
        later("Every test image goes through the network alone, and the right answers are counted."),
        (SWAPPED, NOT_FLAT),
        (
            *MLP,
            Deeper(
                EXPLORER,
                {"reading": "wrong", "digit": "{i}"},
                later("This mistake in the Dataset explorer"),
                ("for i in", "p = np.argmax", "if p == t[i]"),
                misread=True,
            ),
        ),
    ),
    Program(
        "preprocessing",
        "3.6.2",
        later("Preprocessing"),
        later("Dividing by 255, standardizing and whitening, and what each does to the pixels."),
        deeper=(FIRST_IMAGE,),
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
        (
            *MLP,
            Deeper(
                "pages/batch_timing.py",
                {"batch": "100"},
                later("The time that batches of 100 save"),
                ("batch_size = 100", "for i in range(0", "x_batch = x[i", "y_batch = predict"),
            ),
        ),
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
        deeper=_layers(
            {"network": "cnn", "input": "digit", "split": "test", "digit": "0"},
            [
                ("conv1.pre_activation", "relu(a1)"),
                ("conv2.pre_activation", "relu(a2)"),
                ("pool.forward",),
                ("flatten.forward",),
                ("dense3.W", "relu(a3)"),
                ("dense4.W", "softmax(a4)"),
            ],
        ),
    ),
)
BY_NAME = {program.name: program for program in PROGRAMS}
ONE_BY_ONE, BATCH, CNN = "one_by_one", "batch", "mnist_cnn"
COUNTING = ONE_BY_ONE, BATCH
