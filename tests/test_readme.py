"""The README keeps its word."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ui import frame, words

ROOT = Path(__file__).parents[1]
README, *OTHERS = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md", "README.zh.md")]
CODE = re.compile("```.*?```", re.DOTALL)


def test_the_ten_lines_print_what_stands_below_them():
    program, printed = re.search(r"```python\n(.*?)```\n\nIt prints:\n\n```\n(.*?)```", README, re.DOTALL).groups()
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout == printed


@pytest.mark.parametrize("text", [README, *OTHERS], ids=["en", "ja", "zh"])
def test_what_it_names_is_there(text):
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize(("language", "text"), list(zip(["ja", "zh"], OTHERS, strict=True)))
def test_other_languages_have_the_same_commands_and_the_pages_by_their_titles(language, text):
    assert CODE.findall(text) == CODE.findall(README)[:3]
    titles = [words.catalogue(language)[str(page.title)] for page in (frame.OVERVIEW, *frame.PAGES)]
    assert re.findall(r"^\| \*\*(.*?)\*\* \|", text, re.MULTILINE) == titles


def test_both_hooks_and_requirements_have_the_same_ruff():
    hook = re.search(r"rev: v([\d.]+)", (ROOT / ".pre-commit-config.yaml").read_text()).group(1)
    assert f"ruff=={hook}" in (ROOT / "requirements-dev.txt").read_text().split()
