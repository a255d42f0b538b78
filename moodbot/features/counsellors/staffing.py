"""Who is a counsellor now: roles are taken and given without a word to the bot, so it looks when it matters."""

from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.rules.requests import Desk
from moodbot.features.counsellors.store.desks import DeskStore


async def on_duty(store: DeskStore, staff: StaffSide, desk: Desk) -> tuple[int, ...]:
    """Return who is on duty and still a counsellor or backup there; who is not goes off duty. May raise DeskFailed."""
    there = []
    for person in await store.on_duty(desk.server):
        member = await staff.membership(desk.server, person)
        if member is not None and desk.staffed_by(member):
            there.append(person)
        else:
            await store.set_duty(desk.server, person, None)
    return tuple(there)


async def still_staffs(staff: StaffSide, desk: Desk, person: int) -> bool:
    """True where *person* may still be a counsellor; a role that is gone was taken from nobody. May fail."""
    member = await staff.membership(desk.server, person)
    return member is not None and (desk.staffed_by(member) or staff.name_of_role(desk.server, desk.role) is None)
