"""Assemble the bot's services from settings, features and store; wiring.py runs them."""

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
    """Load the default pack and check it against *features*. Raises PackInvalid with every problem."""
    return load_pack(find_responses(settings.packs), LANGUAGE, features.requirements, load_word_rules(LANGUAGE))


def bot_languages_of(settings: Settings, features: Features, words: Words) -> BotLanguages:
    """Return the BotLanguages for the packs of *words*. Raises LexiconError."""
    return BotLanguages(words, features.commands, features.table, prefix=settings.prefix, pace=settings.pace)


def retention_of(settings: Settings) -> Retention:
    """Return the retention periods (days) in *settings*."""
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
    """Make all services of the bot except its front door; the caller must then await `features.start`.

    *given* are the parts made before: content files, the installation id and the front door's ports.
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
