"""Make the hearing of a pack, with models from the cache or trained now."""

from moodbot.content.hearing_models import ModelCache, trained, unpacked
from moodbot.core.bot_language import mood_words
from moodbot.language.hearing.hearing import Hearing
from moodbot.language.packs import ReplyPack


def hearing_of(pack: ReplyPack, cache: ModelCache) -> Hearing | None:
    """Return the hearing of *pack*, None if its language is not heard. Trains for seconds if nothing is kept."""
    if pack.hearing is None:
        return None
    models = cache.load(pack)
    if models is None:
        raw = trained(pack)
        cache.save(pack, raw)
        models = unpacked(raw)
    return Hearing(pack, models, mood_words(pack))
