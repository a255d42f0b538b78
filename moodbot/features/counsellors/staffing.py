"""Check roles of counsellors and duty lists in Discord at the moment of use: the bot is not told of changes."""

from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.rules.requests import Desk
from moodbot.features.counsellors.store.desks import DeskStore


async def on_duty(store: DeskStore, staff: StaffSide, desk: Desk) -> tuple[int, ...]:
    """Return the people on duty who still staff the desk, and set all others off duty. Raises DeskFailed."""
    people = []
    for person in await store.on_duty(desk.server):
        member = await staff.membership(desk.server, person)
        if member is not None and desk.staffed_by(member):
            people.append(person)
        else:
            await store.set_duty(desk.server, person, None)
    return tuple(people)


async def still_staffs(staff: StaffSide, desk: Desk, person: int) -> bool:
    """Return whether *person* still staffs the desk; if its role was deleted, every member does. Raises DeskFailed."""
    member = await staff.membership(desk.server, person)
    return member is not None and (desk.staffed_by(member) or staff.name_of_role(desk.server, desk.role) is None)
