"""Encryption of stored texts (Fernet). The keys come from the operator and are never stored in the database."""

from moodbot.storage.errors import NoteKeyInvalid

_MISSING = (
    'Notes need the package cryptography. In moodbot\'s folder: pip install ".[notes]"; or take MOODBOT_NOTE_KEYS away.'
)
_INVALID = (
    "MOODBOT_NOTE_KEYS: key {position} of {count} is not one that `moodbot keys new` makes. "
    "Copy it anew, with commas between several keys."
)


def read_keys(text: str) -> tuple[str, ...]:
    """Parse the comma-separated keys in *text*; the first one encrypts.

    Raises NoteKeyInvalid; its message never repeats a key.
    """
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    TextEncryption(keys)
    return keys


def new_key() -> str:
    """Return a new random key. Raises NoteKeyInvalid if the package cryptography is not installed."""
    try:
        from cryptography.fernet import Fernet
    except ImportError as missing:
        raise NoteKeyInvalid(_MISSING) from missing
    return Fernet.generate_key().decode()


class TextEncryption:
    """Encrypts texts with the first of *keys* (Fernet) and decrypts with any of them; without keys it stores none.

    The encrypted text includes the person's id, so that a token copied into another person's row cannot be read there.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Raise NoteKeyInvalid for a malformed key or without the package cryptography."""
        self.keeps = bool(keys)
        if not keys:
            return
        try:
            from cryptography.fernet import Fernet, InvalidToken, MultiFernet
        except ImportError as missing:
            raise NoteKeyInvalid(_MISSING) from missing
        ciphers = []
        for position, key in enumerate(keys, start=1):
            try:
                ciphers.append(Fernet(key))
            except ValueError as fault:
                raise NoteKeyInvalid(_INVALID.format(position=position, count=len(keys))) from fault
        self._cipher = MultiFernet(ciphers)
        self._invalid_token = InvalidToken

    def seal(self, person: int, text: str | None) -> str | None:
        """Return *text* encrypted for *person*; None if there is no text or no key."""
        if text is None or not self.keeps:
            return None
        return self._cipher.encrypt(f"{person}\n{text}".encode()).decode()

    def open(self, person: int, token: str) -> str | None:
        """Return the text in *token*; None if no key decrypts it or if it belongs to another person."""
        if not self.keeps:
            return None
        try:
            owner, _, text = self._cipher.decrypt(token.encode()).decode().partition("\n")
        except self._invalid_token:
            return None
        return text if owner == str(person) else None

    def renew(self, token: str) -> str | None:
        """Return *token* re-encrypted with the first key; None if no key decrypts it."""
        if not self.keeps:
            return None
        try:
            return self._cipher.rotate(token.encode()).decode()
        except self._invalid_token:
            return None
