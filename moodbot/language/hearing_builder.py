"""Build the hearing words of a pack from parsed YAML, or report what is wrong with them."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import chain

from moodbot.language.hearing_words import WORD_SLOT, ActRule, ClosedList, HearingWords, Thresholds
from moodbot.language.ngrams import WordForms
from moodbot.language.pack_problems import Node, closest_name, remedy
from moodbot.language.topic_builder import read_patterns

__all__ = ["ACTS_FILE", "HEARING_FILE", "Act", "build_hearing"]

ACTS_FILE, HEARING_FILE = "acts.yaml", "hearing.yaml"

_LISTS = ("negations", "clause_ends", "not_negating", "common", "own", "none")
_PERCENT = ("named", "alone", "topic", "one_side", "known")
_MOST_WORDS, _LOWEST_RANK = 60, 60


class Act(StrEnum):
    """What a text does towards the bot. A text without an act tells something."""

    JOKE = "joke"
    BOT_QUESTION = "bot_question"
    DECISION = "decision"
    ADVICE = "advice"
    WHY = "why"
    WHAT_IF = "what_if"
    QUESTION = "question"
    COMPLAINT = "complaint"
    CORRECTION = "correction"
    INSULT = "insult"
    APOLOGY = "apology"
    QUIT = "quit"
    DID_ALREADY = "did_already"
    WONT_HELP = "wont_help"
    CANNOT = "cannot"
    OWN_STEP = "own_step"
    THANKS = "thanks"
    THANKS_AND_MORE = "thanks_and_more"
    GOODBYE = "goodbye"
    GREETING = "greeting"


def build_hearing(words: Node, acts: Node) -> HearingWords:
    """Return the hearing words of the roots of hearing.yaml and acts.yaml; problems go to their reports."""
    fields = words.fields((*_LISTS, "written_out", "lists", "slots", "thresholds"), ("shown",))
    listed = {name: fields[name].words() for name in _LISTS}
    lists = fields["lists"].groups()
    written_out = {key: node.string() or "" for key, node in (fields["written_out"].entries() or {}).items()}
    forms = WordForms(
        {key: tuple(text.split()) for key, text in written_out.items()},
        negations=frozenset(listed["negations"]),
        clause_ends=frozenset(listed["clause_ends"]),
        not_negating=tuple(tuple(phrase.split()) for phrase in listed["not_negating"]),
        common=frozenset(listed["common"]),
    )
    rules, act_lists = _acts(acts)
    return HearingWords(
        forms=forms,
        acts=rules,
        act_lists=act_lists,
        lists=lists,
        closed=_closed_lists(fields["slots"], fields["shown"], lists),
        own=frozenset(listed["own"]),
        none=listed["none"],
        thresholds=_thresholds(fields["thresholds"]),
    )


def _acts(root: Node) -> tuple[dict[str, ActRule], dict[str, tuple[str, ...]]]:
    fields = root.fields(("lists", "acts", "after_offer"))
    lists, known = fields["lists"].groups(), [act.value for act in Act]
    after_offer = fields["after_offer"].words()
    rules = {}
    for name, node in (fields["acts"].entries() or {}).items():
        if name not in known:
            node.fault(f"`{name}` is no act: {remedy(closest_name(name, known), known)}")
            continue
        rule = node.fields(("phrases",), ("unless", "most_words"))
        most = rule["most_words"]
        rules[name] = ActRule(
            read_patterns(rule["phrases"], lists),
            read_patterns(rule["unless"], lists) if rule["unless"].present else (),
            most.whole(1, _MOST_WORDS) if most.present else None,
            after_offer=name in after_offer,
        )
    return rules, lists


def _closed_lists(slots: Node, shown: Node, lists: Mapping[str, tuple[str, ...]]) -> dict[str, ClosedList]:
    written = {key: node.string() or key for key, node in (shown.entries() or {}).items()} if shown.present else {}
    closed = {}
    for name, node in (slots.entries() or {}).items():
        fields = node.fields(("lists", "shown"), ("owned",))
        sentence = fields["shown"].sentence(_MOST_WORDS, ("word",)) or WORD_SLOT
        unknown = [each for each in fields["lists"].items() if each.string() not in lists]
        for each in unknown:
            each.fault(f"there is no list `{each.value}`: {remedy(closest_name(str(each.value), lists), lists)}")
        words = chain.from_iterable(lists.get(each, ()) for each in fields["lists"].words())
        closed[name] = ClosedList(
            {word: sentence.replace(WORD_SLOT, written.get(word, word)) for word in words},
            owned=fields["owned"].present and fields["owned"].value is True,
        )
    return closed


def _thresholds(node: Node) -> Thresholds:
    fields = node.fields((*_PERCENT, "rank"))
    shares = {name: (fields[name].whole(0, 100) or 0) / 100 for name in _PERCENT}
    return Thresholds(**shares, rank=fields["rank"].whole(1, _LOWEST_RANK) or 1)
