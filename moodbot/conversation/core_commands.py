"""The core commands: choose a mood, show help, stop the talk."""

from moodbot.core.commands import MOOD, Command, Commands
from moodbot.core.cues import COMMAND_CUE, GOODBYE, STOP
from moodbot.core.dialogue import Choice, Entrance, Source, TalkCue
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.talk import mood_choices, start_cue
from moodbot.core.turn import Turn
from moodbot.language.packs import ReplyPack

OFFERED = 3
SHORT_TEXT = 6
"""Most words of a text that starts a talk about the one mood it names: "i'm so anxious today"."""


async def choose_mood(turn: Turn) -> Outcome:
    """Begin a talk about the mood in the argument; offer all moods without one, the nearest to an unknown one."""
    if leading := turn.commands.moods.leading(turn.argument):
        mood, note = leading
        if turn.commands.moods.is_doubtful(mood, turn.incoming.text):
            return ask_again("named_doubt", turn.pack)
        return begin(mood, turn.pack, note)
    if turn.argument:
        return offer_nearest(turn.argument, turn.pack, turn.commands)
    return SideReply((turn.pack.text("menu_title"),), mood_choices(turn.pack, tuple(turn.pack.moods)), menu=True)


def begin(mood: str, pack: ReplyPack, note: str = "", source: Source = Source.TALK) -> Advance:
    """Begin a talk about *mood*; *note* is the text typed after it, *source* where it was named."""
    return Advance(start_cue(pack.moods[mood]), mood, note, source)


def offer_nearest(text: str, pack: ReplyPack, commands: Commands) -> SideReply:
    """Offer the three moods nearest to an unknown *text*; first a command, if its first word nearly is one."""
    choices = mood_choices(pack, commands.moods.nearest(text, OFFERED))
    if command := commands.nearest(text):
        choices = (Choice(COMMAND_CUE + command.name, commands.prefix + command.name), *choices)[:OFFERED]
    return SideReply((pack.text("near"),), choices)


def ask_again(key: str, pack: ReplyPack) -> SideReply:
    """Ask with the text *key* how the person is, and offer all moods: what was named is not taken as theirs."""
    return SideReply((pack.text(key),), mood_choices(pack, tuple(pack.moods)), menu=True)


def offer_named(text: str, moods: tuple[str, ...], pack: ReplyPack, commands: Commands) -> Outcome:
    """Begin a talk about the mood that *text* names; offer the *moods* if there are several or the text is long.

    A good mood that the text hardly means ("great, i got fired") is asked about instead.
    """
    if len(moods) == 1 and commands.moods.is_doubtful(moods[0], text):
        return ask_again("named_doubt", pack)
    if len(moods) == 1 and len(text.split()) <= SHORT_TEXT:
        return begin(moods[0], pack)
    return SideReply((pack.text("named"),), mood_choices(pack, moods[:OFFERED]))


async def show_help(turn: Turn) -> Outcome:
    """List all moods, then all commands, with "/" after a slash command and else with the prefix."""
    pack = turn.pack
    prefix = "/" if turn.incoming.entrance is Entrance.SLASH else turn.commands.prefix
    moods = ", ".join(f"{mood.emoji} {turn.commands.prefix}{mood.name}" for mood in pack.moods.values())
    lines = [pack.text("help_title"), pack.text("help_moods", moods=moods), pack.text("help_footer")]
    for command in turn.commands.table:
        argument = f" [{pack.text(f'argument_{command.argument.name}')}]" if command.argument else ""
        about = pack.text(f"command_{command.name}")
        lines.append(pack.text("help_line", command=f"{prefix}{command.name}{argument}", about=about))
    return SideReply(("\n".join(lines),))


async def stop_talk(turn: Turn) -> Outcome:
    """End the talk at this place, without a question."""
    return Advance(TalkCue.STOP)


def over(turn: Turn) -> SideReply:
    """Say that the talk has ended, and offer the moods."""
    return SideReply((turn.pack.text("talk_over"),), mood_choices(turn.pack, tuple(turn.pack.moods)), menu=True)


async def begin_pressed(turn: Turn) -> Outcome:
    """Begin a talk about the mood on the pressed button; say that the talk is over if the mood is unknown."""
    mood, _, origin = turn.argument.partition(":")
    source = Source.CHECKIN if origin == Source.CHECKIN else Source.TALK
    return begin(mood, turn.pack, source=source) if mood in turn.pack.moods else over(turn)


BASICS = (
    Command("mood", choose_mood, argument=MOOD),
    Command("help", show_help, aliases=("commands",)),
    Command(STOP, stop_talk, aliases=(GOODBYE, "quit")),
)
