"""Notes, kept only encrypted: the keys come from the operator and are nowhere in the database."""

from moodbot.storage.errors import NoteKeyInvalid

_MISSING = "Notes need the package cryptography. Install moodbot[notes], or take MOODBOT_NOTE_KEYS away."
_INVALID = (
    "MOODBOT_NOTE_KEYS: key {place} of {count} is not one that `moodbot keys new` makes. "
    "Copy it anew, with commas between several keys."
)


def read_keys(text: str) -> tuple[str, ...]:
    """Return the keys in *text*, which has commas between them; the first one encrypts.

    Raises NoteKeyInvalid, which never repeats a key.
    """
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    TextEncryption(keys)
    return keys


def new_key() -> str:
    """Return a new random key. Raises NoteKeyInvalid where the package for it is not installed."""
    try:
        from cryptography.fernet import Fernet
    except ImportError as missing:
        raise NoteKeyInvalid(_MISSING) from missing
    return Fernet.generate_key().decode()


class TextEncryption:
    """Seals notes with the first of *keys* (Fernet) and opens them with any; without keys it keeps none.

    The sealed text names the person, so that a token copied into somebody else's entry does not open there.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Raises NoteKeyInvalid."""
        self.keeps = bool(keys)
        if not keys:
            return
        try:
            from cryptography.fernet import Fernet, InvalidToken, MultiFernet
        except ImportError as missing:
            raise NoteKeyInvalid(_MISSING) from missing
        boxes = []
        for place, key in enumerate(keys, start=1):
            try:
                boxes.append(Fernet(key))
            except ValueError as fault:
                raise NoteKeyInvalid(_INVALID.format(place=place, count=len(keys))) from fault
        self._box = MultiFernet(boxes)
        self._does_not_open = InvalidToken

    def seal(self, person: int, text: str | None) -> str | None:
        """Return *note* as it may be kept; None where there is none or no key."""
        if text is None or not self.keeps:
            return None
        return self._box.encrypt(f"{person}\n{text}".encode()).decode()

    def open(self, person: int, token: str) -> str | None:
        """Return the note in *token*; None where no key opens it, or where it is another person's."""
        if not self.keeps:
            return None
        try:
            owner, _, text = self._box.decrypt(token.encode()).decode().partition("\n")
        except self._does_not_open:
            return None
        return text if owner == str(person) else None

    def renew(self, token: str) -> str | None:
        """Return *token* sealed anew with the first key; None where no key opens it."""
        if not self.keeps:
            return None
        try:
            return self._box.rotate(token.encode()).decode()
        except self._does_not_open:
            return None
