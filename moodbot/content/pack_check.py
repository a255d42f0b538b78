"""Everything that is wrong with a folder of packs, as lines for a person or for CI."""

from pathlib import Path

from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import describe, load_pack, near
from moodbot.content.word_rules import load_word_rules
from moodbot.language.packs import PackInvalid, Requirements


def check_packs(folder: Path, requirements: Requirements) -> list[str]:
    """Return a line for each problem of the languages and help lines in *folder*; none when all is well.

    Each language is read, built and held to its word rules; one without word rules is a problem, since
    nobody can say that its words do no harm.
    """
    languages = sorted(path.name for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))
    problems = [] if languages else [f"{near(folder)}: there is no language here: add a folder such as en"]
    for language in languages:
        try:
            rules = load_word_rules(language)
            if rules is None:
                problems.append(
                    f"{near(folder / language)}: there are no word rules for `{language}` yet: add them first"
                )
            load_pack(folder, language, requirements, rules)
        except PackInvalid as invalid:
            problems.extend(describe(invalid.problems).splitlines())
    try:
        load_helplines(folder, load_word_rules("en"))
    except PackInvalid as invalid:
        problems.extend(describe(invalid.problems).splitlines())
    return problems
