"""The package as users get it: built as a wheel, and installed alone in a new environment."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST = 9_000_000  # bytes, the limit for a wheel
PROGRAM = """
import io, sys
from pathlib import Path
import numpy as np
from PIL import Image
import mnistcore
from mnistcore.drawing import normalize_drawing
from mnistcore.files.photo import read_photo
from mnistcore.files.weights import SHIPPED

assert Path(mnistcore.__file__).is_relative_to(sys.prefix), mnistcore.__file__
assert not {"streamlit", "plotly"} & {name.split(".")[0] for name in sys.modules}
(x_train, t_train), (x_test, t_test) = mnistcore.load_mnist(source="sample")
names = sorted(path.stem for path in SHIPPED.glob("*.npz"))
for name in names:
    network = mnistcore.load_network(name)
    assert mnistcore.evaluate(network, x_test[:200], t_test[:200]).accuracy > 0.9, name

paper = np.full((280, 280), 250, np.uint8)
paper[40:240] -= (x_test[0].reshape(28, 28)[4:24].repeat(10, axis=0).repeat(10, axis=1) * 220).astype(np.uint8)
file = io.BytesIO()
Image.fromarray(paper).save(file, "PNG")
image = normalize_drawing(read_photo(file.getvalue()))
print(len(x_train), len(x_test), *names, mnistcore.load_network("mlp").predict(image[None])[0], t_test[0])
"""


def pip(*arguments):
    subprocess.run([sys.executable, "-m", "pip", "-q", *map(str, arguments)], check=True, timeout=300)


def test_the_wheel_contains_all_that_it_needs(tmp_path):
    source, dist, environment = (tmp_path / name for name in ("source", "dist", "environment"))
    shutil.copytree(ROOT / "mnistcore", source / "mnistcore", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip("wheel", "--no-deps", "--wheel-dir", dist, source)
    (wheel,) = dist.iterdir()
    assert wheel.stat().st_size < LARGEST
    venv.create(environment, with_pip=False)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip("--python", python, "install", "--no-compile", wheel)
    result = subprocess.run(
        [python, "-I", "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    *loaded, prediction, label = result.stdout.split()
    assert loaded == ["1000", "4000", "cnn", "cnn-article", "cnn-plain", "mlp", "mlp-plain", "mlp-relu", "mlp-tanh"]
    assert prediction == label
