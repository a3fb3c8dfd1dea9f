"""Bring the catalogues up to date with the code, and check every translation: python -m ui.locale"""

import sys

from ui.locale import catalogues, rules, sources


def main():
    sentences, wrong = sources.sentences(), 0
    for language in catalogues.LANGUAGES:
        translations = catalogues.read(language)
        text = catalogues.written(sentences, translations)
        catalogues.path(language).write_text(text, encoding="utf-8", newline="\n")
        for english in translations.keys() - sentences.keys():
            print(f"{language}: no longer in the code: {english!r} = {translations[english]!r}")
        for english in sentences:
            found = list(rules.problems(language, english, translations[english])) if translations.get(english) else []
            wrong += len(found)
            for problem in found:
                print(f"{language}: {english!r} = {translations[english]!r}\n    {problem}")
        missing = [english for english in sentences if not translations.get(english)]
        print(f"{language}: {len(sentences)} sentences, {len(missing)} not translated yet")
    sys.exit(min(wrong, 1))


if __name__ == "__main__":
    try:
        main()
    except ValueError as error:
        sys.exit(str(error))
