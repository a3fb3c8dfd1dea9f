"""The same forward pass in other engines, to compare NumPy with.

Each function takes a Network and a number of threads and returns an Engine: function(images, batch_size) -> y, from
stored images, uint8 (N, 784), (N, 28, 28) or (N, 1, 28, 28), to the last layer's output, (N, 10) float32. Libraries
other than NumPy are imported only when their engine is called.

All raise EngineMissingError where a library is not installed, InputError for a network that the engine cannot run.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..activations import identity_function, relu, sigmoid, softmax, step_function, tanh
from ..errors import EngineMissingError, InputError
from ..layers import Conv2D, Dense, Flatten, MaxPool2D
from ..network import Network, batches
from .accelerated import accelerate
from .blas import limit_blas_threads

INSTALL = 'python -m pip install ".[engines]"'  # the optional libraries, in this project's folder
Engine = Callable[[np.ndarray, int], np.ndarray]


def one_by_one(network: Network, threads: int) -> Engine:
    """The book's loop: one image after the other, whatever the batch size (section 3.6.2)."""

    def predict_proba(images, batch_size):
        with limit_blas_threads(threads):
            return np.array([network.forward(network.as_input(image[None]))[0] for image in images], np.float32)

    return predict_proba


def batched_numpy(network: Network, threads: int) -> Engine:
    """The book's batches: `Network.predict_proba` as it is (section 3.6.3)."""

    def predict_proba(images, batch_size):
        with limit_blas_threads(threads):
            return network.predict_proba(images, batch_size)

    return predict_proba


def accelerated_numpy(network: Network, threads: int) -> Engine:
    """The same computation arranged for the processor: `accelerated.py`."""
    return accelerate(network, threads).predict_proba


def onnx_runtime(network: Network, threads: int) -> Engine:
    """The same layers as an ONNX graph, run by ONNX Runtime on the CPU."""
    with requires("ONNX Runtime", "onnx", "onnxruntime"):
        import onnxruntime

        graph = as_onnx(network)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return in_batches(network, lambda x: session.run(None, {"x": x})[0])


def as_onnx(network: Network) -> Any:
    """The network as an ONNX model: from uint8 images x, channels first, to probabilities y."""
    from onnx import TensorProto, helper, numpy_helper

    nodes: list = []
    constants: list = []

    def add(operation, *inputs, output=None, **attributes):
        names = [name if isinstance(name, str) else constant(name) for name in inputs]
        nodes.append(helper.make_node(operation, names, [output or f"{operation} {len(nodes)}"], **attributes))
        return nodes[-1].output[0]

    def constant(array):
        constants.append(numpy_helper.from_array(array, f"constant {len(constants)}"))
        return constants[-1].name

    activations = {
        relu: lambda a: add("Relu", a),
        sigmoid: lambda a: add("Sigmoid", a),
        tanh: lambda a: add("Tanh", a),
        softmax: lambda a: add("Softmax", a, axis=1),
        identity_function: lambda a: a,
        step_function: lambda a: add("Sign", add("Relu", a)),
    }
    z = add("Mul", add("Cast", "x", to=TensorProto.FLOAT), np.float32(1 / 255))
    for layer, W, b in channels_first(network, "ONNX Runtime", activations):
        match layer:
            case Dense():
                a = add("Gemm", z, W, b, transB=1)
            case Conv2D():
                a = add("Conv", z, W, b)
            case MaxPool2D():
                a = add("MaxPool", z, kernel_shape=[layer.size] * 2, strides=[layer.size] * 2)
            case Flatten():
                a = add("Flatten", z)
            case _:
                raise InputError("No ONNX operation is known here for {layer}.", layer=type(layer).__name__)
        z = activations[layer.activation](a)
    add("Identity", z, output="y")
    x = helper.make_tensor_value_info("x", TensorProto.UINT8, ["N", *network.input_shape[::-1]])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "forward", [x], [y], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def pytorch(network: Network, threads: int) -> Engine:
    """The same layers in PyTorch, on the CPU."""
    with requires("PyTorch", "torch"):
        import torch

    model = as_pytorch(network)
    warnings.filterwarnings("ignore", "The given NumPy array is not writable")  # it is only read

    @torch.inference_mode()
    def run(x):
        torch.set_num_threads(threads)  # of the calling thread
        return model(torch.from_numpy(x).float() / 255).numpy()

    return in_batches(network, run)


def as_pytorch(network: Network) -> Any:
    """The network as a PyTorch module: from pixels 0..1, channels first, to probabilities."""
    import torch
    from torch import nn

    class Step(nn.Module):
        def forward(self, a):
            return (a > 0).to(a.dtype)

    activations = {
        relu: nn.ReLU(),
        sigmoid: nn.Sigmoid(),
        tanh: nn.Tanh(),
        softmax: nn.Softmax(dim=1),
        identity_function: nn.Identity(),
        step_function: Step(),
    }
    modules: list[Any] = []
    for layer, W, b in channels_first(network, "PyTorch", activations):
        match layer:
            case Dense():
                modules.append(nn.Linear(*layer.W.shape))
            case Conv2D():
                FH, FW, C, K = layer.W.shape
                modules.append(nn.Conv2d(C, K, (FH, FW)))
            case MaxPool2D():
                modules.append(nn.MaxPool2d(layer.size))
            case Flatten():
                modules.append(nn.Flatten())
            case _:
                raise InputError("No PyTorch module is known here for {layer}.", layer=type(layer).__name__)
        if W is not None:
            modules[-1].load_state_dict({"weight": torch.from_numpy(W), "bias": torch.from_numpy(b)})
        if layer.activation is not identity_function:
            modules.append(activations[layer.activation])
    return nn.Sequential(*modules)


def scikit_learn(network: Network, threads: int) -> Engine:
    """The same dense layers as scikit-learn's multi-layer perceptron, which is NumPy too. It has no convolutions."""
    with requires("scikit-learn", "scikit-learn"):
        from sklearn.neural_network import MLPClassifier

    activations = {identity_function: "identity", sigmoid: "logistic", tanh: "tanh", relu: "relu", softmax: "softmax"}
    layers = list(channels_first(network, "scikit-learn", activations, kinds=(Dense,)))
    *hidden, last = (activations[layer.activation] for layer, _, _ in layers)
    if len(set(hidden)) > 1:
        raise InputError(
            "Expected the same activation in all hidden layers, as in scikit-learn, found {found}. "
            "Choose another engine.",
            found=", ".join(hidden),
        )
    model = MLPClassifier(activation=hidden[0] if hidden else "identity")
    model.coefs_ = [W.T for _, W, _ in layers]
    model.intercepts_ = [b for _, _, b in layers]
    model.n_layers_, model.n_outputs_, model.out_activation_ = len(layers) + 1, len(layers[-1][2]), last

    def predict_proba(images, batch_size):
        with limit_blas_threads(threads):
            return in_batches(network, lambda x: model.predict_proba(x / np.float32(255)))(images, batch_size)

    return predict_proba


ENGINES = {
    "one by one": one_by_one,
    "NumPy": batched_numpy,
    "accelerated NumPy": accelerated_numpy,
    "ONNX Runtime": onnx_runtime,
    "PyTorch": pytorch,
    "scikit-learn": scikit_learn,
}


@contextmanager
def requires(engine: str, *packages: str) -> Iterator[None]:
    """Turn an ImportError in the with block into an EngineMissingError that says which packages to install."""
    try:
        yield
    except ImportError as error:
        raise EngineMissingError(
            "{engine} is not installed. To install it: python -m pip install {packages}",
            engine=engine,
            packages=" ".join(packages),
        ) from error


def in_batches(network: Network, run: Callable) -> Engine:
    """An engine's function(images, batch_size) -> y, which calls `run` with one batch at a time, channels first."""
    shape = network.input_shape[::-1]  # (784,), or (28, 28, 1) -> (1, 28, 28)

    def predict_proba(images, batch_size):
        images = images.reshape(len(images), *shape)
        y = np.empty((len(images), network.layers[-1].b.size), np.float32)
        for batch in batches(len(images), batch_size):
            y[batch] = run(images[batch])
        return y

    return predict_proba


def channels_first(
    network: Network, engine: str, activations: dict, kinds: tuple[type, ...] = (Dense, Conv2D, MaxPool2D, Flatten)
) -> Iterator[tuple]:
    """Yield each layer with its W and b as most libraries store them: float32, outputs first, channels before rows.

    W and b are None for a layer without weights. Raises InputError for a layer or an activation that the engine does
    not have.
    """
    C = 1  # channels of the maps that Flatten took: last in its rows here, first elsewhere
    for layer in network.layers:
        if type(layer) not in kinds or layer.activation not in activations:
            raise InputError(
                "{engine} cannot run {layer} with {activation} here. Expected {layers} with {activations}. "
                "Choose another engine.",
                engine=engine,
                layer=type(layer).__name__,
                activation=layer.activation.__name__,
                layers=", ".join(kind.__name__ for kind in kinds),
                activations=", ".join(f.__name__ for f in activations),
            )
        W = b = None
        if isinstance(layer, Conv2D):
            C = layer.W.shape[3]
            W = layer.W.transpose(3, 2, 0, 1)  # (FH, FW, C, K) -> (K, C, FH, FW)
        elif isinstance(layer, Dense):
            outputs = len(layer.b)
            W = layer.W.reshape(-1, C, outputs).transpose(2, 1, 0).reshape(outputs, -1)  # (H W C, n) -> (n, C H W)
            C = 1
        if W is not None:
            W, b = np.array(W, np.float32, order="C"), np.array(layer.b, np.float32)
        yield layer, W, b
