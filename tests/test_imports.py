"""The architecture: imports point one way, pages -> ui -> mnistcore, and importing mnistcore does nothing else."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE_MAY_IMPORT = {"numpy", "PIL", "pooch", "tqdm", "threadpoolctl"} | set(sys.stdlib_module_names)
ENGINES_MAY_IMPORT = {"torch", "onnx", "onnxruntime", "sklearn"}  # to be compared with, where they are installed


def files(*folders):
    return [
        pytest.param(path, id=str(path.relative_to(ROOT))) for folder in folders for path in sorted(ROOT.glob(folder))
    ]


def imported(path):
    """The packages that a file imports anywhere in it; relative imports stay inside and are left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1, f"{path} imports from outside its package"


@pytest.mark.parametrize("path", files("mnistcore/*.py"))
def test_mnistcore_knows_nothing_of_the_app(path):
    allowed = CORE_MAY_IMPORT | ENGINES_MAY_IMPORT if path.name == "engines.py" else CORE_MAY_IMPORT
    assert set(imported(path)) <= allowed


@pytest.mark.parametrize("path", files("ui/*.py"))
def test_ui_knows_nothing_of_the_pages(path):
    assert not set(imported(path)) & {"pages", "app", "tests", "training", "benchmarks"}


@pytest.mark.parametrize("path", files("pages/*.py", "app.py"))
def test_pages_know_nothing_of_each_other(path):
    assert not set(imported(path)) & {"pages", "app", "tests", "training", "benchmarks"}


WATCHED = """
import sys
import numpy

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writes or event.startswith(("socket.", "subprocess.", "os.mkdir", "os.remove", "os.rename", "urllib.")):
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(watch)
import mnistcore
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_importing_mnistcore_has_no_side_effect():
    """No file is written, no network or program is asked, and nothing heavy is loaded before it is needed."""
    result = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert "mnistcore" in loaded
    heavy = {"pooch", "requests", "tqdm", "threadpoolctl", "streamlit", "plotly", "pandas"} | ENGINES_MAY_IMPORT
    assert not loaded & heavy


def test_the_public_face():
    import mnistcore

    for name in mnistcore.__all__:
        assert getattr(mnistcore, name) is not None
    assert mnistcore.drawing.normalize_drawing
