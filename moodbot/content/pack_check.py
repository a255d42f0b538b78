"""Check a folder of packs and help lines; list all problems, for authors and CI."""

from pathlib import Path

from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import describe, load_pack, relative_path
from moodbot.content.word_rules import load_word_rules
from moodbot.language.packs import PackInvalid, Requirements


def check_packs(folder: Path, requirements: Requirements) -> list[str]:
    """Return one line per problem of the languages and help lines in *folder*; an empty list if there are none.

    Each language is loaded, built and linted with its word rules; a language without word rules is a problem,
    because nothing checks its words for harm.
    """
    languages = sorted(path.name for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))
    problems = [] if languages else [f"{relative_path(folder)}: there is no language here: add a folder such as en"]
    for language in languages:
        try:
            rules = load_word_rules(language)
            if rules is None:
                problems.append(
                    f"{relative_path(folder / language)}: there are no word rules for `{language}` yet: add them first"
                )
            load_pack(folder, language, requirements, rules)
        except PackInvalid as invalid:
            problems.extend(describe(invalid.problems).splitlines())
    try:
        load_helplines(folder, load_word_rules("en"))
    except PackInvalid as invalid:
        problems.extend(describe(invalid.problems).splitlines())
    return problems
