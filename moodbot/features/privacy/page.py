"""Privacy texts from the data inventory: the lines of `!privacy`, and the page docs/privacy.md."""

from moodbot.core.data_inventory import DataInventory
from moodbot.core.feature import Page
from moodbot.core.retention import Retention, Until
from moodbot.language.packs import ReplyPack


def kept_lines(pack: ReplyPack, inventory: DataInventory, retention: Retention) -> list[str]:
    """Return a line for each kind of data that people are told of: what it is, and how long it is stored."""
    return [
        pack.text(
            "privacy_line",
            what=pack.text(f"kept_{kind}"),
            until=until_text(pack, inventory.until_of(kind), retention),
        )
        for kind in inventory.listed_kinds
    ]


def until_text(pack: ReplyPack, until: Until, retention: Retention) -> str:
    """Return a text that says how long data is stored."""
    days = retention.days(until)
    if days is None:
        return pack.text(f"until_{until}")
    return pack.text("until_one_day") if days == 1 else pack.text("until_days", days=str(days))


def privacy_page(page: Page) -> str:
    """Return docs/privacy.md, which an operator publishes: the data stored about people, from the data inventory."""
    pack, inventory = page.pack, page.inventory
    lines = [pack.text("privacy_page_head", contact=page.contact or "[MOODBOT_CONTACT]"), ""]
    lines += [pack.text("privacy_page_kept"), "", "| what | tables | until |", "|---|---|---|"]
    for kind in inventory.listed_kinds:
        until = until_text(pack, inventory.until_of(kind), page.retention)
        lines.append(f"| {pack.text(f'kept_{kind}')} | {', '.join(inventory.tables_of_kind(kind))} | {until} |")
    return "\n".join([*lines, "", pack.text("privacy_page_rest", prefix=page.prefix)]) + "\n"
