"""The Japanese and the Chinese catalogue say what the code says, by the rules. `make words` shows what is wrong."""

import pytest

from ui.locale import catalogues, rules, sources

LANGUAGES = pytest.mark.parametrize("language", catalogues.LANGUAGES)


@LANGUAGES
def test_a_catalogue_has_the_sentences_of_the_code(language):
    text = catalogues.written(sources.sentences(), catalogues.read(language))
    assert catalogues.path(language).read_text(encoding="utf-8") == text


@LANGUAGES
def test_every_sentence_is_translated(language):
    assert [english for english, translation in catalogues.read(language).items() if not translation] == []


@LANGUAGES
def test_every_translation_keeps_the_rules(language):
    translated = {english: text for english, text in catalogues.read(language).items() if text}
    assert {
        text: found for english, text in translated.items() if (found := [*rules.problems(language, english, text)])
    } == {}


@pytest.mark.parametrize(
    ("english", "translation", "problem"),
    [
        ("Digit {n}", "数字{m}", "values"),
        ("{n:,} bytes", "{n}バイト", "values"),
        ("See `x`", "`y`を見る", "code, tags and links"),
        ("<b>Sum</b>", "<i>総和</i>", "code, tags and links"),
        ("See [below](#a)", "[下](#b)を見る", "code, tags and links"),
        ("Stop.", "停止.", "full-width"),
        ("Stop (now)", "停止(今)", "full-width"),
        ("Use NumPy", "NumPy を使う", "no space"),
        ("Not **now**!", "今**「は」**ない。", "outside"),
        ("The bias", "バイヤス", "glossary"),
        ("Parameters", "パラメーター、パラメータ", "instead"),
    ],
)
def test_a_broken_rule_is_found(english, translation, problem):
    assert any(problem in found for found in rules.problems("ja", english, translation))


def test_the_sentences_of_conditionals_fstrings_and_plurals_are_found():
    code = """f"<b>{say('One')}</b>"; say("Two" if x else "Three"); plural("{n} digit", "{n} digits", n); later("One")
raise DatasetError("Four {x}.", x=say(name))
ValueError("Not said"); say("{x}", x=1)"""
    assert sources.in_code(code) == ["One", "Two", "Three", "{n} digits", "Four {x}."]


@pytest.mark.parametrize(
    "code", ['say(f"Digit {n}")', 'say("Digit " + n)', 'say("Digit {n}{m}")', 'DatasetError("{x}.")']
)
def test_what_cannot_be_translated_is_refused(code):
    with pytest.raises(ValueError, match="expected"):
        sources.in_code(code)


def test_a_merge_of_two_branches_is_put_right(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    (tmp_path / "ja.toml").write_text('"a" = ""\n# x\n"b" = "い"\n"a" = "あ"\n"c" = "う"\n', encoding="utf-8")
    text = catalogues.written({"a": "app.py", "b": "app.py"}, catalogues.read("ja"))
    assert text == '# app.py\n\n"a" = "あ"\n"b" = "い"\n'
    (tmp_path / "ja.toml").write_text('"a" = "い"\n"a" = "あ"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="another translation"):
        catalogues.read("ja")
