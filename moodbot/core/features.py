"""Merge the declarations of all features into the bot's tables, and reject contradictions; import no feature."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from moodbot.core.commands import Command
from moodbot.core.data_inventory import DataInventory, DeletionRule, KeptData
from moodbot.core.dialogue import Choice, Cue
from moodbot.core.feature import Expiry, Feature, Form, Reader, UseCase
from moodbot.core.flow import Step, Table
from moodbot.core.outreach_kinds import OutreachEntry
from moodbot.core.ports import Worker
from moodbot.core.requirements import requirements
from moodbot.core.retention import Retention, Until
from moodbot.core.services import Services
from moodbot.language.packs import ReplyPack, command_key

Value = TypeVar("Value")


class FeaturesInvalid(ValueError):
    """Raised when features contradict each other, or one contradicts itself; the message says where."""


class Features:
    """All features, merged, in the order of `!help`; the parts of a feature are made after those of earlier ones.

    *gate* is the step that replaces a private question in a server channel. *program* are the data inventory's rows
    that belong to no feature. Raises FeaturesInvalid or FlowInvalid if features contradict each other.
    """

    def __init__(self, features: Iterable[Feature], gate: Step, program: tuple[KeptData, ...] = ()) -> None:
        self.each = tuple(features)
        self.commands: tuple[Command, ...] = tuple(command for each in self.each for command in each.commands)
        self._merged("command", _commands_by_name)
        self.buttons = _longest_first(self._merged("button", lambda each: each.buttons))
        self.deletes = tuple(cue for each in self.each for cue in each.deletes)
        self.forms: Mapping[str, Form] = self._merged("form", lambda each: each.forms)
        self.readers: tuple[Reader, ...] = tuple(read for each in reversed(self.each) for read in each.readers)
        self.before = tuple(each.before for each in self.each if each.before is not None)
        self.after = tuple(each.after for each in self.each if each.after is not None)
        self.table = Table((each.flow for each in self.each if each.flow is not None), gate)
        self.outreach: Mapping[str, OutreachEntry] = self._merged(
            "unasked kind", lambda each: {kind.kind.value: kind for kind in each.outreach}
        )
        self.inventory = DataInventory((*(row for each in self.each for row in each.kept), *program))
        self.expires: tuple[Expiry, ...] = tuple(expiry for each in self.each for expiry in each.expires)
        for each in self.each:
            _check_feature(each)
        self.pages = self._merged("page", lambda each: each.pages)
        self.migrations = {each.name: each.migrations for each in self.each if each.migrations is not None}
        self.requirements = requirements(self.commands, [each.texts for each in self.each], self.table, self.inventory)

    def standing(self, cue: str) -> tuple[UseCase, str] | None:
        """Return (use case, rest of *cue* after its prefix) of a button that means the same in every talk; None for a
        button that answers a talk's question.
        """
        return next(
            (
                (use_case, cue.removeprefix(prefix))
                for prefix, use_case in self.buttons.items()
                if cue.startswith(prefix)
            ),
            None,
        )

    def form(self, cue: str) -> Form | None:
        """Return the form that the button *cue* opens first, None if it opens none."""
        return next((form for prefix, form in self.forms.items() if cue.startswith(prefix)), None)

    def make(self, services: Services) -> None:
        """Make the parts of every feature, in order, and add them to *services*."""
        for each in self.each:
            if each.parts is not None:
                services.add(each.parts(services))

    async def start(self, services: Services) -> None:
        """Await every feature's `started`, before the first turn."""
        for each in self.each:
            if each.started is not None:
                await each.started(services)

    def workers(self, services: Services) -> Iterator[Worker]:
        """Yield the background workers of all features."""
        for each in self.each:
            if each.workers is not None:
                yield from each.workers(services)

    def beside_care(self, services: Services, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
        """Return the buttons of all features under the answer to a risk, which was answered with *cue*."""
        offers = [each.beside_care for each in self.each if each.beside_care is not None]
        return tuple(choice for offered in offers for choice in offered(services, pack, cue))

    def _merged(self, what: str, values_of: Callable[[Feature], Mapping[str, Value]]) -> dict[str, Value]:
        merged: dict[str, Value] = {}
        for each in self.each:
            if taken := merged.keys() & values_of(each).keys():
                raise FeaturesInvalid(f"{each.name}: another feature has the {what} {sorted(taken)}")
            merged.update(values_of(each))
        return merged


def _commands_by_name(feature: Feature) -> dict[str, Command]:
    return {command_key(name): each for each in feature.commands for name in (each.name, *each.aliases)}


def _check_feature(feature: Feature) -> None:
    """Raise FeaturesInvalid if erasure could not find rows of *feature*, or if an expiry has no number of days."""
    for row in feature.kept:
        if row.deletion in (DeletionRule.DELETED, DeletionRule.HASHED) and not row.in_memory and row.owner != "person":
            raise FeaturesInvalid(f"{feature.name}: what is deleted of {row.table} is found by the column `person`")
    for expiry in feature.expires:
        if Retention().days(expiry.until) is None and expiry.until is not Until.ENDED:
            raise FeaturesInvalid(f"{feature.name}: what is kept `{expiry.until}` has no days after which it expires")


def _longest_first(buttons: Mapping[str, UseCase]) -> dict[str, UseCase]:
    """Return *buttons* sorted so that a longer prefix is tried before a shorter one."""
    return dict(sorted(buttons.items(), key=lambda each: -len(each[0])))
