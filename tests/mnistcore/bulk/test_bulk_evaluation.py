"""The command `evaluate`, on files of every format, whole, damaged and many, by every kind of worker."""

import csv
import gzip
import json
import re

import numpy as np
import pytest

from mnistcore import DatasetError, evaluate, load_mnist, load_network
from mnistcore.__main__ import main
from mnistcore.bulk import shards
from mnistcore.bulk.arrays import open_array
from mnistcore.files.idx import encode_idx
from tests.processes import Dask


def idx(path, array):
    path.write_bytes(encode_idx(array))


def packed_idx(path, array):
    path.write_bytes(gzip.compress(encode_idx(array), 1))


def packed_npy(path, array):
    with gzip.open(path, "wb", 1) as file:
        np.save(file, array)


FORMATS = {"idx": idx, "idx.gz": packed_idx, "npy": np.save, "npy.gz": packed_npy, "npz": np.savez_compressed}
FORMATS["stored.npz"] = np.savez


@pytest.fixture(scope="module")
def digits():
    _, (x, t) = load_mnist(normalize=False, source="sample")
    return x, t


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(shards, "PART", 300)


def write(folder, x, t, form="npy", name="part"):
    for kind, array in (("images", x), ("labels", t)):
        (folder / kind).mkdir(exist_ok=True)
        FORMATS[form](folder / kind / f"{name}.{form}", array)


def run(folder, *options):
    """Evaluate the files in `folder`; the results are there, too."""
    main(["evaluate", str(folder / "images"), str(folder / "labels"), "--out", str(folder / "out"), *options])


def accuracy(output):
    right, images = re.search(r"\(([\d,]+) of ([\d,]+)\)", output).groups()
    return int(right.replace(",", "")), int(images.replace(",", ""))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_what_a_plain_evaluation_gives(form, digits, tmp_path, capsys):
    x, t = digits[0][:1000], digits[1][:1000]
    write(tmp_path, x, t, form)
    run(tmp_path)
    expected = evaluate(load_network("mlp"), x, t)
    assert accuracy(capsys.readouterr().out) == (expected.confusion.trace(), 1000)
    (record,) = (tmp_path / "out").glob("*.json")
    assert json.loads(record.read_text())["confusion"] == expected.confusion.tolist()
    rows = list(csv.DictReader((tmp_path / "out" / "mistakes.csv").open()))
    assert [int(row["index"]) for row in rows] == expected.mistakes.tolist()
    assert [int(row["label"]) for row in rows] == t[expected.mistakes].tolist()
    assert [int(row["prediction"]) for row in rows] == expected.predictions[expected.mistakes].tolist()
    shown = [float(row["probability"]) for row in rows]
    np.testing.assert_allclose(shown, expected.probabilities[expected.mistakes].max(axis=1), atol=1e-4)


@pytest.mark.parametrize("form", FORMATS)
def test_any_range_of_any_format_can_be_read(form, tmp_path):
    array = np.arange(7 * 2 * 3, dtype=np.uint8).reshape(7, 2, 3)
    FORMATS[form](tmp_path / f"array.{form}", array)
    found = open_array(tmp_path / f"array.{form}")
    assert (found.shape, found.dtype) == (array.shape, array.dtype)
    for start, stop, size in ((0, 7, 7), (0, 7, 2), (3, 6, 2), (6, 7, 5)):
        blocks = list(found.blocks(start, stop, size))
        assert max(map(len, blocks)) <= size
        np.testing.assert_array_equal(np.concatenate(blocks), array[start:stop])


def test_floats_and_one_hot_labels(digits, tmp_path, capsys):
    x, t = digits[0][:500], digits[1][:500]
    write(tmp_path, (x / np.float32(255)).reshape(-1, 1, 28, 28), np.eye(10, dtype=np.uint8)[t])
    run(tmp_path, "--network", "cnn-plain")
    assert accuracy(capsys.readouterr().out) == (evaluate(load_network("cnn-plain"), x, t).confusion.trace(), 500)


def test_one_thread_and_many_give_the_same(digits, tmp_path, capsys):
    for number in range(5):
        write(tmp_path, digits[0][number::5], digits[1][number::5], name=str(number))
    results = []
    for count in ("1", "4"):
        run(tmp_path, "--workers", count)
        results.append((capsys.readouterr().out, (tmp_path / "out" / "mistakes.csv").read_bytes()))
        for file in (tmp_path / "out").iterdir():
            file.unlink()
    assert results[0] == results[1]


def test_what_is_finished_is_not_done_again(digits, tmp_path, capsys, monkeypatch):
    for number in range(3):
        write(tmp_path, digits[0][number::3], digits[1][number::3], name=str(number))
    run(tmp_path)
    before = capsys.readouterr().out
    (lost,) = (tmp_path / "out").glob("*-1.npy.json")
    lost.unlink()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("0*")}
    run(tmp_path)
    assert capsys.readouterr().out == before
    changed = {path.name for path, time in kept.items() if path.stat().st_mtime_ns != time}
    assert changed == {"00002-1.npy.csv"}


def test_other_files_and_another_network_are_evaluated_anew(digits, tmp_path, capsys):
    write(tmp_path, digits[0][:400], digits[1][:400])
    run(tmp_path)
    first = accuracy(capsys.readouterr().out)
    run(tmp_path, "--network", "mlp-plain")
    assert accuracy(capsys.readouterr().out) != first
    write(tmp_path, digits[0][:350], digits[1][:350])
    run(tmp_path, "--network", "mlp-plain")
    assert accuracy(capsys.readouterr().out)[1] == 350


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def garble(path):
    path.write_bytes(b"no array at all")


def empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, garble, empty])
@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_file_is_named_and_the_rest_goes_on(form, damage, digits, tmp_path, capsys):
    for number in range(3):
        write(tmp_path, digits[0][number:900:3], digits[1][number:900:3], form, str(number))
    damage(tmp_path / "images" / f"1.{form}")
    with pytest.raises(SystemExit) as stopped:
        run(tmp_path)
    assert "1 of 3 files could not be evaluated" in str(stopped.value)
    assert f"1.{form}" in str(stopped.value)
    assert accuracy(capsys.readouterr().out)[1] == 600


def test_labels_that_do_not_fit(digits, tmp_path, capsys):
    write(tmp_path, digits[0][:400], digits[1][:399])
    with pytest.raises(SystemExit, match="Expected as many labels as images"):
        run(tmp_path)
    assert "No images were evaluated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [("nowhere", "labels", "Expected a file, a folder"), ("images/*", "labels/0.npy", "found 2 files of images and 1")],
)
def test_paths_that_name_nothing(images, labels, message, digits, tmp_path):
    for number in range(2):
        write(tmp_path, digits[0][:10], digits[1][:10], name=str(number))
    with pytest.raises(DatasetError, match=message):
        shards.find_shards(str(tmp_path / images), str(tmp_path / labels))


def test_a_cluster_gives_the_same_as_this_machine(digits, tmp_path, capsys):
    pytest.importorskip("distributed", reason='needs Dask: pip install ".[cluster]"')
    for form in ("npy", "idx.gz"):
        write(tmp_path, digits[0][:600], digits[1][:600], form)
    run(tmp_path, "--out", str(tmp_path / "here"))
    here = capsys.readouterr().out
    dask = Dask()
    try:
        run(tmp_path, "--scheduler", dask.address)
    finally:
        dask.stop()
    assert accuracy(capsys.readouterr().out) == accuracy(here)
    mistakes = [(tmp_path / folder / "mistakes.csv").read_bytes() for folder in ("here", "out")]
    assert mistakes[0] == mistakes[1]


def test_a_scheduler_that_is_not_there(tmp_path, digits):
    write(tmp_path, digits[0][:10], digits[1][:10])
    pytest.importorskip("distributed", reason='needs Dask: pip install ".[cluster]"')
    with pytest.raises(SystemExit, match="Cannot reach the scheduler"):
        run(tmp_path, "--scheduler", "tcp://127.0.0.1:1")
