"""What the tests share: data that is not part of the project, and a cache of their own."""

import functools
import os
import pkgutil
import sys
from pathlib import Path

import pytest


def _find(*names):
    """The folder of $MNISTCORE_DATA that has all these files, packed or not."""
    for folder in filter(None, os.environ.get("MNISTCORE_DATA", "").split(os.pathsep)):
        folder = Path(folder).resolve()
        if all((folder / name).is_file() or (folder / f"{name}.gz").is_file() for name in names):
            return folder
    return None


@pytest.fixture(scope="session")
def mnist_dir():
    """The folder with the four files of MNIST."""
    folder = _find(*(f"{half}-{kind}-ubyte" for half in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")))
    if folder is None:
        pytest.skip("needs all of MNIST: set MNISTCORE_DATA to a folder with its four files")
    return folder


@pytest.fixture(scope="session")
def book_weights():
    """The path of the book's sample_weight.pkl."""
    folder = _find("sample_weight.pkl")
    if folder is None:
        pytest.skip("needs the book's weights: set MNISTCORE_DATA to a folder with sample_weight.pkl")
    return folder / "sample_weight.pkl"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache directory, and no other place where data might be found."""
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: tmp_path / "cache" / name)
    monkeypatch.delenv("MNISTCORE_DATA", raising=False)
    return tmp_path / "cache" / "mnistcore"


@pytest.fixture(scope="session", autouse=True)
def once():
    """AppTest looks through all installed packages in each session, and compiles the page in each run. Once will do."""
    with pytest.MonkeyPatch.context() as patch:
        if "streamlit.testing.v1" in sys.modules:
            for name in (
                "components.v2.manifest_scanner.scan_component_manifests",
                "testing.v1.local_script_runner.ScriptCache",
            ):
                patch.setattr(f"streamlit.{name}", functools.cache(pkgutil.resolve_name(f"streamlit.{name}")))
        yield
