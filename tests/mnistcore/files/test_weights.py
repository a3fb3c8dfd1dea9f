"""Weight files: which are read, which are refused, and that nothing in a file is run or trusted."""

import io
import pickle
import random
import struct
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from mnistcore import (
    Dense,
    MnistCoreError,
    Network,
    WeightsError,
    identity_function,
    load_network,
    network_from_weights,
    relu,
    save_network,
    sigmoid,
    softmax,
    step_function,
    tanh,
)
from mnistcore.files import limits
from mnistcore.files.weights import load_file, load_weights
from mnistcore.speed.roofline import count_work
from tests.memory import at_most
from tests.mnistcore.files.weight_files import PROTOCOLS, assert_holds, load, some_weights


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(entries, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


# Accepted


def test_the_built_in_network():
    network = load_network("mlp")
    assert network.parameter_count == 45_360
    assert [layer.W.shape for layer in network.layers] == [(784, 50), (50, 100), (100, 10)]
    assert [layer.activation for layer in network.layers] == [sigmoid, sigmoid, softmax]


def test_the_books_weights(book_weights):
    network = load_network(book_weights)
    with book_weights.open("rb") as file:
        assert_holds(network, pickle.load(file))
    assert network.parameter_count == 45_360


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f4", "<f8", ">f8"])
def test_npz(save, dtype):
    weights, file = some_weights(dtype), io.BytesIO()
    save(file, **weights)
    assert_holds(load(file.getvalue()), weights)


def test_the_content_determines_the_format_not_the_name(tmp_path):
    weights = some_weights()
    (tmp_path / "weights.pkl").write_bytes(npz(**weights))
    (tmp_path / "weights.npz").write_bytes(pickle.dumps(weights))
    for name in ("weights.pkl", "weights.npz"):
        assert_holds(load_network(tmp_path / name), weights)
        assert_holds(load_network(str(tmp_path / name)), weights)


def test_saved_and_loaded_again(tmp_path):
    network = network_from_weights(some_weights(), relu)
    save_network(network, tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    again = load_network(tmp_path / "mine", hidden_activation=relu)
    assert_holds(again, some_weights())
    images = np.random.default_rng(1).random((5, 784), np.float32)
    np.testing.assert_array_equal(again.predict_proba(images), network.predict_proba(images))


def test_the_mark_of_networks_that_know_digits_is_kept(tmp_path):
    network = replace(network_from_weights(some_weights()), digit_threshold=0.25)
    save_network(network, tmp_path / "mine.npz")
    again = load_network(tmp_path / "mine.npz")
    assert again.digit_threshold == 0.25
    assert_holds(again, some_weights())
    assert sorted(load_weights(tmp_path / "mine.npz")) == sorted(some_weights())
    assert load_file(tmp_path / "mine.npz").digit_threshold == 0.25
    assert load(npz(**some_weights())).digit_threshold is None


@pytest.mark.parametrize("threshold", [0.0, 1.0, -3.0, np.nan, np.inf, np.array([0.5])])
def test_a_threshold_is_a_probability(threshold):
    with pytest.raises(WeightsError, match="digit_threshold to be one number between 0 and 1"):
        load(npz(**some_weights(), digit_threshold=threshold))


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu, identity_function, step_function])
def test_the_activation_is_kept(tmp_path, activation):
    save_network(network_from_weights(some_weights(), activation), tmp_path / "mine.npz")
    again = load_network(tmp_path / "mine.npz")
    assert [layer.activation for layer in again.layers] == [activation, softmax]
    assert sorted(load_weights(tmp_path / "mine.npz")) == sorted(some_weights())
    assert load_network(tmp_path / "mine.npz", relu).layers[0].activation is relu  # whatever the file records


def test_different_activations_and_those_of_a_cnn_are_not_recorded(tmp_path):
    first, *others = load_network("mlp").layers
    mixed = Network([replace(first, activation=tanh), *others])
    for name, network in (("cnn", load_network("cnn")), ("mixed", mixed)):
        save_network(network, tmp_path / name)
        assert load_file(tmp_path / name).hidden_activation is None


@pytest.mark.parametrize("recorded", ["softmax", "", "x" * 30, np.array(["relu"]), 0.5, b"relu"])
def test_an_activation_is_one_of_those_known(recorded):
    with pytest.raises(WeightsError, match="hidden_activation to be one of sigmoid, tanh|arrays of floats"):
        load(npz(**some_weights(), hidden_activation=recorded))


def test_words_are_not_weights():
    with pytest.raises(WeightsError, match="b1 to hold floats"):
        load(npz(**some_weights() | {"b1": np.array("relu")}))


@pytest.mark.parametrize(("name", "activation"), [("mlp-plain", sigmoid), ("mlp-relu", relu), ("mlp-tanh", tanh)])
def test_the_twins_differ_in_their_activation(name, activation):
    network = load_network(name)
    assert [layer.activation for layer in network.layers] == [activation, activation, softmax]
    assert network.parameter_count == 45_360


def test_nothing_is_saved_that_could_not_be_loaded(tmp_path):
    with pytest.raises(WeightsError, match="784"):
        save_network(Network([Dense(np.ones((2, 10)), np.ones(10), softmax)]), tmp_path / "small.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sizes", [(784, 10), (784, 5, 10), (784, 5, 6, 7, 8, 10)])
@pytest.mark.parametrize("hidden", [sigmoid, relu])
def test_any_chain_from_784_to_10(sizes, hidden):
    count = len(sizes) - 1
    shapes = {f"W{i}": sizes[i - 1 : i + 1] for i in range(1, count + 1)} | {
        f"b{i}": sizes[i : i + 1] for i in range(1, count + 1)
    }
    network = load(npz(**some_weights(shapes=shapes)), hidden_activation=hidden)
    assert [layer.activation for layer in network.layers] == [hidden] * (count - 1) + [softmax]
    assert_holds(network, some_weights(shapes=shapes))


def test_ten_layers_are_not_sorted_as_text():
    sizes = [784, *range(20, 31), 10]
    shapes = {f"W{i}": (a, b) for i, (a, b) in enumerate(zip(sizes, sizes[1:], strict=False), 1)}
    shapes |= {f"b{i}": (b,) for i, b in enumerate(sizes[1:], 1)}
    assert [layer.b.size for layer in load(npz(**some_weights(shapes=shapes))).layers] == sizes[1:]


def test_the_network_does_not_share_its_arrays():
    weights = some_weights()
    network = network_from_weights(weights)
    weights["W1"][:] = 0
    assert network.layers[0].W.any()
    with pytest.raises(ValueError, match="read-only"):
        network.layers[0].W[0, 0] = 1


# Refused: arrays that are no chain of layers


def changed(**changes):
    weights = some_weights() | changes
    return {name: array for name, array in weights.items() if array is not None}


WRONG = {
    "no arrays": ({}, "W1"),
    "W missing": (changed(W2=None), "W1"),
    "b missing": (changed(b1=None), "b1"),
    "one too many": (changed(epochs=np.ones(3)), "epochs"),
    "a gap": (changed(W2=None, b2=None, W3=np.ones((3, 10)), b3=np.ones(10)), "W3"),
    "other names": ({"w1": np.ones((784, 10)), "b1": np.ones(10)}, "w1"),
    "not from 784": (changed(W1=np.ones((783, 3))), r"W1 of shape \(784, outputs\).* found \(783, 3\)"),
    "transposed": (changed(W1=np.ones((3, 784))), r"found \(3, 784\)"),
    "not to 10": (changed(W2=np.ones((3, 9)), b2=np.ones(9)), "10 outputs.* found 9"),
    "W does not follow": (changed(W2=np.ones((4, 10))), r"W2 of shape \(3, outputs\).* found \(4, 10\)"),
    "b does not fit": (changed(b1=np.ones(4)), r"b1 of shape \(3,\).* found \(4,\)"),
    "b is a row": (changed(b1=np.ones((1, 3))), r"found \(1, 3\)"),
    "b is a number": (changed(b1=np.float32(1)), r"found \(\)"),
    "no neuron": (changed(W1=np.ones((784, 0)), b1=np.ones(0), W2=np.ones((0, 10))), "W1"),
    "four dimensions": (changed(W1=np.ones((3, 3, 1, 8))), "W1"),
    "nan": (changed(b2=np.full(10, np.nan)), "b2.* NaN"),
    "infinity": (changed(W2=np.full((3, 10), -np.inf)), "W2"),
    "beyond float32": (changed(W2=np.full((3, 10), 1e300)), "W2"),
    "integers": (changed(b1=np.ones(3, int)), "float"),
    "booleans": (changed(b1=np.ones(3, bool)), "float"),
    "complex numbers": (changed(b1=np.ones(3, complex)), "float"),
    "text": (changed(b1=np.array(["a", "b", "c"])), "float"),
}


@pytest.mark.parametrize(("weights", "message"), WRONG.values(), ids=WRONG.keys())
def test_not_a_chain(weights, message):
    for read in (
        lambda: network_from_weights(weights),
        lambda: load(npz(**weights)),
        lambda: load(pickle.dumps(weights, 4)),
    ):
        with pytest.raises(WeightsError) as caught:
            read()
    with pytest.raises(WeightsError, match=message):
        network_from_weights(weights)
    assert isinstance(caught.value, MnistCoreError)


# Refused: other files


def test_a_missing_file_gets_an_error_with_the_built_in_names(tmp_path):
    with pytest.raises(WeightsError, match="mlpp.*mlp"):
        load_network("mlpp")
    with pytest.raises(WeightsError):
        load_network(tmp_path)
    with pytest.raises(WeightsError):
        load_network("a name\0with a zero")


def test_the_message_names_the_file(tmp_path):
    path = tmp_path / "empty.npz"
    path.touch()
    with pytest.raises(WeightsError, match=r"empty\.npz"):
        load_network(path)
    with path.open("rb") as file, pytest.raises(WeightsError, match=r"empty\.npz"):
        load_network(file)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"P",
        b"PK",
        b"PK\x03\x04",
        b"\x80",
        b"\x80\x04",
        b".",
        b"<!DOCTYPE html>",
        b"\x89HDF\r\n\x1a\n",
        b"\x93NUMPY",
        bytes(100),
    ],
)
def test_other_files(content):
    with pytest.raises(WeightsError):
        load(content)


def test_a_single_array_is_no_network():
    with pytest.raises(WeightsError, match="single array"):
        load(npy(np.ones((784, 10))))


def test_an_endless_file():
    class Zeros(io.RawIOBase):
        def read(self, size=-1):
            assert 0 < size < 2**27
            return bytes(size)

    with pytest.raises(WeightsError, match="at most"):
        load_network(Zeros())


# Refused: zip files that are not what they claim to be


def header(shape, dtype="'<f4'", version=1):
    text = f"{{'descr': {dtype}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text


BAD_ARRAYS = {
    "2 TiB": header(f"({2**39},)") + bytes(100),
    "a product that wraps around 64 bits": header(f"({2**32}, {2**32})") + b"",
    "empty in one direction only": header("(0, 1000000000000)"),
    "negative": header("(-2, -3)") + bytes(24),
    "negative, with data": header("(-3,)") + bytes(12),
    "more bytes than claimed": header("(3,)") + bytes(16),
    "text of no length": header("(1000000000000,)", "'|S0'"),
    "text of maximum length": header("()", "'|S2147483647'"),
    "objects": header("(3,)", "'|O'") + pickle.dumps([1, 2, 3]),
    "a record": header("(3,)", "[('W', '<f4')]") + bytes(12),
    "nested brackets": header("(" * 900 + ")" * 900),
    "no dtype": header("(3,)", "'nonsense'") + bytes(12),
    "a call": header("(3,)", "__import__('os').system('false')") + bytes(12),
    "version 2": header(f"({2**39},)", version=2) + bytes(100),
    "version 9": header("(3,)", version=9) + bytes(12),
    "no array": b"hello",
    "nothing": b"",
}


@pytest.mark.parametrize("entry", BAD_ARRAYS.values(), ids=BAD_ARRAYS.keys())
def test_bad_arrays_in_a_zip(entry):
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        arrays = {f"{name}.npy": npy(array) for name, array in some_weights().items()}
        with pytest.raises(WeightsError):
            load(zipped(arrays | {"b1.npy": entry}, compression))


def test_a_zip_bomb():
    big = header(f"({2**28},)") + bytes(2**20)
    body = bytearray(zipped({"W1.npy": big}, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        size = archive.infolist()[0].file_size
    claimed = struct.pack("<I", 2**30 + len(big) - 2**20)  # in the local header and in the directory
    with pytest.raises(WeightsError, match="MB of arrays"):
        load(bytes(body.replace(struct.pack("<I", size), claimed)))
    with pytest.raises(WeightsError, match="claims"):
        load(bytes(body))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compressions_that_numpy_does_not_write(compression):
    arrays = {f"{name}.npy": npy(array) for name, array in some_weights().items()}
    assert_holds(load(zipped(arrays)), some_weights())
    with pytest.raises(WeightsError, match="as np.savez writes them"):
        load(zipped(arrays, compression))


def test_other_zips():
    for entries in ({}, {"archive/data.pkl": b"\x80\x04."}, {"../../W1.npy": npy(np.ones(3))}, {"W1": npy(np.ones(3))}):
        with pytest.raises(WeightsError):
            load(zipped(entries))
    with pytest.raises(WeightsError, match="at most 100 arrays"):
        load(zipped({f"W{i}.npy": npy(np.ones(1)) for i in range(101)}))


def test_an_array_that_is_there_twice():
    arrays = [(f"{name}.npy", npy(array)) for name, array in some_weights().items()]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, content in (*arrays, arrays[0]):
            archive.writestr(name, content)
    with pytest.raises(WeightsError, match=r"each array once, found two called 'W1\.npy'"):
        load(file.getvalue())
    twice = b"\x80\x02}(X\x02\0\0\0W1K\x01X\x02\0\0\0W1K\x01u."  # a pickled {"W1": 1, "W1": 1}
    with pytest.raises(WeightsError, match="each array once"):
        load(twice)


def test_an_encrypted_zip():
    body = bytearray(npz(**some_weights()))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = body.find(magic)
        while start >= 0:
            body[start + offset] |= 1
            start = body.find(magic, start + 1)
    with pytest.raises(WeightsError):
        load(bytes(body))


def test_a_giant_array_in_a_zip_takes_no_memory():
    for name in ("2 TiB", "text of no length", "text of maximum length"):
        with at_most(2**20), pytest.raises(WeightsError):
            load(zipped({"W1.npy": BAD_ARRAYS[name]}))


# Refused: networks that would cost too much


def chain(kernels, neurons):
    """Weights in float16, all 0: kernels (FH, FW, K), then Dense layers with this many neurons, then ten."""
    H, width, C, arrays = 28, 28, 1, []
    for FH, FW, K in kernels:
        arrays += [np.zeros((FH, FW, C, K), np.float16), np.zeros(K, np.float16)]
        H, width, C = H - FH + 1, width - FW + 1, K
    inputs = (H // 2) * (width // 2) * C if kernels else 784
    for outputs in (*neurons, 10):
        arrays += [np.zeros((inputs, outputs), np.float16), np.zeros(outputs, np.float16)]
        inputs = outputs
    return {f"{'Wb'[i % 2]}{i // 2 + 1}": array for i, array in enumerate(arrays)}


TOO_LARGE = {
    "weights": (chain([], [2000, 1500]), "at most 3,600,000 weights and biases, found 4,586,510"),
    "multiplications": (
        chain([(3, 3, 32), (5, 5, 96)], []),
        "at most 36,000,000 multiplications for one image, found 37,",
    ),
    "windows": (chain([(1, 1, 100), (14, 14, 1)], []), "at most 700,000 values in the windows"),
    "feature maps": (chain([(1, 1, 900)], []), "at most 700,000 .* feature maps of its convolutions, found 706,384"),
    "flattened": (chain([(1, 1, 200)], []), "at most 30,000 inputs of Dense layers, found 39,200"),
    "neurons": (chain([], [1, 6000]), "at most 5,000 neurons in Dense layers, found 6,011"),
}


@pytest.mark.parametrize(("weights", "message"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_network_that_costs_too_much(weights, message, tmp_path):
    for file in (
        zipped({f"{name}.npy": npy(a) for name, a in weights.items()}, zipfile.ZIP_DEFLATED),
        pickle.dumps(weights),
    ):
        with at_most(60 * 2**20), pytest.raises(WeightsError, match=message):
            load(file)
    network = network_from_weights(weights)  # in code, there is no limit ...
    with pytest.raises(WeightsError, match=message):  # ... but a file that could not be loaded is not written
        save_network(network, tmp_path / "large.npz")


def test_there_is_room_for_three_times_the_built_in_cnn():
    work = count_work(load_network("cnn"))
    assert 3 * work.weights <= limits.PARAMETERS < 3.1 * work.weights
    assert 3 * work.macs <= limits.MULTIPLICATIONS < 3.1 * work.macs
    load(npz(**chain([(3, 3, 56), (3, 3, 96)], [200])))
    load(npz(**chain([], [2000, 900, 100])))


def test_multiplications_are_counted_as_elsewhere(monkeypatch):
    weights = chain([(3, 2, 5), (2, 4, 7)], [20])
    macs = count_work(network_from_weights(weights)).macs
    monkeypatch.setattr(limits, "MULTIPLICATIONS", macs)
    limits.check(weights)
    monkeypatch.setattr(limits, "MULTIPLICATIONS", macs - 1)
    with pytest.raises(WeightsError, match=f"multiplications .*found {macs:,}"):
        limits.check(weights)


# Refused: damaged files


@pytest.fixture(scope="module")
def small_files():
    """A small network in each format. With 784 × 10 float16 it is as small as possible."""
    weights = {"W1": np.full((784, 10), 0.5, np.float16), "b1": np.arange(10, dtype=np.float16)}
    compressed = io.BytesIO()
    np.savez_compressed(compressed, **weights)
    return [npz(**weights), compressed.getvalue()] + [pickle.dumps(weights, protocol) for protocol in PROTOCOLS]


def test_truncated_anywhere(small_files):
    for body in small_files:
        edges = set(range(min(len(body), 400))) | set(range(max(0, len(body) - 400), len(body)))
        for length in sorted(edges | set(range(0, len(body), 97))):
            with pytest.raises(WeightsError):
                load(body[:length])


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # from the standard library, for damaged text
def test_random_damage(small_files):
    """Whatever bytes change, the result is a WeightsError or a complete network."""
    rng = random.Random(0)
    refused = 0
    for _ in range(3000):
        body = bytearray(rng.choice(small_files))
        structure = [*range(min(400, len(body))), *range(max(0, len(body) - 500), len(body))]
        for _ in range(rng.choice([1, 1, 2, 5])):
            body[rng.choice(structure)] = rng.randrange(256)
        try:
            network = load(bytes(body))
        except WeightsError:
            refused += 1
        else:
            assert network.input_shape == (784,)
            assert network.predict_proba(np.zeros((1, 784))).shape == (1, 10)
    assert 1000 < refused < 3000
