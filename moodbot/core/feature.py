"""Feature: the declaration of one feature (commands, buttons, texts, hooks, flow, data, workers)."""

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
"""Reads typed words; returns their outcome, the press that they stand for, None if the feature cannot use them."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts that every pack must contain for a feature.

    *slots* maps each text to the `{slots}` it may use; *pool_slots* does the same for pools of lines, *conditions* for
    the conditions of their lines. *pools* are shared by all moods, *word_groups* are word lists that are read by
    name. *files* are the feature's own files in a pack; they hold no moods.
    """

    slots: Mapping[str, Collection[str]] = field(default_factory=dict)
    pools: Collection[str] = ()
    pool_slots: Mapping[str, Collection[str]] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    word_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form for free text that a button opens: *kind* names its texts, *most* is its limit in characters."""

    kind: str
    most: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Expiry:
    """Data that housekeeping deletes: *delete* deletes what is older than a time (UTC ms), computed from *until*, and
    returns False if something is left to delete soon.
    """

    until: Until
    delete: Callable[[Services, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Page:
    """The input of a printed page: the pack, the data inventory, the retention, the operator's *contact* (None if
    not set), and the *prefix* of commands.
    """

    pack: ReplyPack
    inventory: DataInventory
    retention: Retention
    contact: str | None
    prefix: str


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that the bot can do, as the rest of the bot sees it.

    *parts* makes its services and stores from those of earlier features; *started* is awaited once, after all parts
    are made. *buttons* maps a cue prefix to the use case of buttons that mean the same in every talk; *deletes* are
    the prefixes of those that delete something, *forms* of those that open a form first. *readers* read typed words;
    those of later features are asked first. *before* and *after* are its hooks in every turn, *flow* its phases and
    steps. *beside_care* returns its buttons under the answer to a risk. *outreach* are its kinds of messages that
    the bot sends first. *kept* are its rows of the data inventory, *expires* the rows that housekeeping deletes.
    *migrations* is the package with the numbered migrations of its tables. *workers* returns its background workers.
    *pages* are Markdown pages that an operator can print, by name.
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
