"""A feature: all that the rest of the bot has to know of something it can do, said once."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from moodbot.core.commands import Command
from moodbot.core.data_inventory import DataInventory, KeptData
from moodbot.core.dialogue import Choice, Cue, Press
from moodbot.core.flow import Flow
from moodbot.core.hooks import After, Before
from moodbot.core.outcomes import Outcome
from moodbot.core.outreach_kinds import OutreachEntry
from moodbot.core.ports import Worker
from moodbot.core.retention import Retention, Until
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.language.packs import ReplyPack

UseCase = Callable[[Turn], Awaitable[Outcome]]
Reader = Callable[[Turn], Awaitable[Outcome | Press | None]]
"""Reads typed words: returns what they amount to, the button that they stand for, None where they mean nothing here."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What a pack must bring: *slots* are the texts with the `{slots}` that each may use, *pool_slots* and *conditions*
    the same for pools of lines; *pools* are shared by all moods, *word_groups* are lists that are read by name. *files*
    are files of a pack that are about this and no moods.
    """

    slots: Mapping[str, Collection[str]] = field(default_factory=dict)
    pools: Collection[str] = ()
    pool_slots: Mapping[str, Collection[str]] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    word_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What a button opens to write free words in: *kind* names its texts, *most* is how many characters fit."""

    kind: str
    most: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Expiry:
    """What housekeeping lets go of: *let_go* deletes what is from before a moment (UTC ms), found by *until*."""

    until: Until
    let_go: Callable[[Services, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page for operators is made of: the words, what all features keep and for how long, the operator's
    *contact*, and what stands before a command.
    """

    pack: ReplyPack
    inventory: DataInventory
    retention: Retention
    contact: str | None
    prefix: str


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that the bot can do.

    *parts* makes its services and stores out of what is there before it; *started* is awaited once, when all parts are
    made. *buttons* are those that mean the same whatever the talk, by the beginning of their cue; *deletes* are the
    beginnings of those that delete something, *forms* those that open a form first. *readers* read typed words; those
    of later features are asked before. *before* and *after* are its hooks in every turn, *flow* its part of the talk.
    *beside_care* returns what it offers under the answer to a risk. *outreach* are the kinds of messages that the bot
    sends first. *kept* are its rows of the table of kept data, *expires* is what housekeeping lets go of. *migrations*
    is the package with the numbered steps that make its tables. *workers* returns what runs beside the conversation,
    *pages* are texts in Markdown that an operator may have printed, by name.
    """

    name: str
    parts: Callable[[Services], Iterable[object]] | None = None
    started: Callable[[Services], Awaitable[None]] | None = None
    commands: tuple[Command, ...] = ()
    buttons: Mapping[str, UseCase] = field(default_factory=dict)
    deletes: tuple[str, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    readers: tuple[Reader, ...] = ()
    before: Before | None = None
    after: After | None = None
    flow: Flow | None = None
    beside_care: Callable[[Services, ReplyPack, Cue], tuple[Choice, ...]] | None = None
    outreach: tuple[OutreachEntry, ...] = ()
    kept: tuple[KeptData, ...] = ()
    expires: tuple[Expiry, ...] = ()
    migrations: str | None = None
    workers: Callable[[Services], Iterable[Worker]] | None = None
    pages: Mapping[str, Callable[[Page], str]] = field(default_factory=dict)
