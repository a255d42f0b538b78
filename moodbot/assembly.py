"""The parts, put together from what lies below; names no feature. wiring lets them run."""

from collections.abc import Iterable

from moodbot.content.pack_files import find_responses, load_pack
from moodbot.content.word_rules import load_word_rules
from moodbot.conversation.talk_book import TalkBook
from moodbot.core.bot_language import BotLanguages
from moodbot.core.features import Features
from moodbot.core.flow import Table
from moodbot.core.memory import Memories
from moodbot.core.pending_question import PendingQuestions
from moodbot.core.ports import Clock
from moodbot.core.retention import Retention
from moodbot.core.said_once import SaidOnce
from moodbot.core.services import Services, Under
from moodbot.core.words import Words
from moodbot.language.packs import ReplyPack
from moodbot.settings import Settings
from moodbot.storage.people import PeopleStore
from moodbot.storage.talks import TalkStore
from moodbot.stores import Store

LANGUAGE = "en"


def read_pack(settings: Settings, features: Features) -> ReplyPack:
    """Return the words of the bot. Raises PackInvalid with every problem."""
    return load_pack(find_responses(settings.packs), LANGUAGE, features.requirements, load_word_rules(LANGUAGE))


def bot_languages_of(settings: Settings, features: Features, words: Words) -> BotLanguages:
    """Return the voices that speak *words*. Raises LexiconError."""
    return BotLanguages(words, features.commands, features.table, prefix=settings.prefix, pace=settings.pace)


def retention_of(settings: Settings) -> Retention:
    """Return for how long the operator lets things be kept."""
    return Retention(
        entries=settings.retention_entries,
        talks=settings.retention_talks,
        requests=settings.retention_requests,
        slots=settings.retention_slots,
    )


def assemble(
    features: Features,
    settings: Settings,
    bot_languages: BotLanguages,
    store: Store,
    *,
    clock: Clock,
    given: Iterable[object],
) -> Services:
    """Return the parts of the whole bot but its front door; `features.start` lets them read what they need.

    *given* are the contents of files, the id of the installation and the front door's ports.
    """
    services = Services(
        features,
        settings,
        bot_languages.words,
        bot_languages,
        retention_of(settings),
        Memories(),
        *given,
        Under(Table, features.table),
        Under(Clock, clock),
        *store.parts(features.table.phase),
    )
    memories = services.of(Memories)
    questions = PendingQuestions(features, memories, clock)
    talks = TalkBook(services.of(TalkStore), services.of(PeopleStore), clock)
    services.add((questions, questions, talks, SaidOnce(memories, clock)))
    features.make(services)
    return services
