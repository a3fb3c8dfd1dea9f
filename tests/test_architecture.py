"""The plan of the house: who may import whom, at any depth, and what the package is when it is installed alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mnistcore

ROOT = Path(__file__).parents[1]
CORE_MAY_IMPORT = {"mnistcore", "numpy", "PIL", "platformdirs", "requests", "tqdm", "threadpoolctl"} | set(
    sys.stdlib_module_names
)
ENGINES = {"torch", "onnx", "onnxruntime", "sklearn"}  # to be compared with, where they are installed
OUTSIDE = {"pages", "app", "tests", "examples", "training", "benchmarks"}
SHARED = {"components", "figures", "jobs", "locale"}  # the folders of ui that are no page's workshop


def files(*folders):
    """The Python files in these folders, at any depth."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert paths
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


def imported(path):
    """The modules that a file imports, anywhere in it, by their full names: `from a import b` gives a.b."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            yield from (".".join((*start, *filter(None, [node.module]), alias.name)) for alias in node.names)


def packages(path, depth=1):
    return {".".join(name.split(".")[:depth]) for name in imported(path)}


@pytest.mark.parametrize("path", files("mnistcore"))
def test_mnistcore_knows_nothing_of_the_app(path):
    allowed = CORE_MAY_IMPORT | ENGINES if path.name == "engines.py" else CORE_MAY_IMPORT
    assert packages(path) <= allowed


TEXTBOOK = [
    path
    for path in sorted((ROOT / "mnistcore").glob("*.py"))
    if path.name not in ("__init__.py", "book.py", "__main__.py")
]


@pytest.mark.parametrize("path", TEXTBOOK, ids=lambda path: path.name)
def test_the_textbook_knows_nothing_of_files_and_speed(path):
    assert not packages(path, 2) & {"mnistcore.files", "mnistcore.speed"}


@pytest.mark.parametrize("path", files("examples"))
def test_the_books_programs_need_numpy_and_the_public_face_of_mnistcore(path):
    assert set(imported(path)) <= {"numpy"} | {f"mnistcore.{name}" for name in mnistcore.__all__}


@pytest.mark.parametrize("path", files("ui"))
def test_ui_knows_nothing_of_the_pages(path):
    assert not packages(path) & OUTSIDE


@pytest.mark.parametrize("path", files("ui/figures"))
def test_figures_are_made_without_streamlit(path):
    """Nor do they import what does: of ui only each other, and the words, which ask Streamlit for the language."""
    assert not packages(path) & {"streamlit", "streamlit_drawable_canvas"}
    assert {name for name in packages(path, 2) if name.startswith("ui")} <= {"ui.figures", "ui.words"}


@pytest.mark.parametrize("path", files("ui/components"))
def test_components_know_figures_and_what_the_address_says(path):
    assert {name for name in packages(path, 2) if name.startswith("ui")} <= {
        "ui.components",
        "ui.figures",
        "ui.url_state",
        "ui.words",
    }


def workshops():
    return sorted(f.name for f in (ROOT / "ui").iterdir() if (f / "__init__.py").exists() and f.name not in SHARED)


@pytest.mark.parametrize("folder", workshops())
def test_a_workshop_is_imported_by_its_page_alone(folder):
    sources = [path for name in ("ui", "pages") for path in (ROOT / name).rglob("*.py")] + [ROOT / "app.py"]
    users = {path for path in sources if f"ui.{folder}" in packages(path, 2)}
    inside = {path for path in users if path.is_relative_to(ROOT / "ui" / folder)}
    (page,) = users - inside
    assert page.parent == ROOT / "pages"


@pytest.mark.parametrize("path", [*files("pages"), pytest.param(ROOT / "app.py", id="app.py")])
def test_pages_know_nothing_of_each_other(path):
    assert not packages(path) & OUTSIDE


@pytest.mark.parametrize("path", [*files("mnistcore", "ui", "pages", "examples", "benchmarks", "training")])
def test_what_begins_with_an_underscore_stays_in_its_module(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name.rpartition(".")[2] for name in imported(path)}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    defined |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_stored(node)}
    private = {name for name in names | (used - defined) if name.startswith("_") and not name.startswith("__")}
    assert not private - {"_replace", "_asdict", "_fields"}  # of named tuples: public in spite of their names


def is_stored(node):
    return isinstance(node.ctx, ast.Store)


@pytest.mark.parametrize("path", files("ui", "pages"))
def test_thousands_are_separated_in_one_place(path):
    """ui/figures/numbers.py formats what people read."""
    specs = [
        part.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None
        for part in node.format_spec.values
        if isinstance(part, ast.Constant)
    ]
    assert path.name == "numbers.py" or not any("," in spec for spec in specs)


def public_functions(tree):
    """The functions and methods at the top of a module and of its classes whose names have no leading underscore."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node)
        elif isinstance(node, ast.FunctionDef) and (node.name == "__init__" or not node.name.startswith("_")):
            yield node


@pytest.mark.parametrize("path", files("mnistcore"))
def test_public_signatures_have_types(path):
    for function in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
        arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
        untyped = [a.arg for a in arguments if a.annotation is None and a.arg != "self"]
        assert not untyped, f"{function.name}({', '.join(untyped)})"
        assert function.returns is not None or function.name == "__init__", function.name


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
    heavy = {"platformdirs", "requests", "tqdm", "threadpoolctl", "streamlit", "plotly", "pandas"} | ENGINES
    assert not loaded & heavy


def test_the_public_face():
    for name in mnistcore.__all__:
        assert getattr(mnistcore, name) is not None
    assert sorted(mnistcore.__all__) == mnistcore.__all__
    assert mnistcore.drawing.normalize_drawing
