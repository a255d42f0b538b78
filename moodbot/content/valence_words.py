"""Load the valences of single words of a language from valences/<language>.tsv."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).resolve().parent / "valences"


@lru_cache(maxsize=8)
def load_valences(language: str) -> Mapping[str, float]:
    """Return the valence of each word (-4 very unpleasant, 4 very pleasant); none for a language without a list.

    "en-GB" uses the list of "en".
    """
    path = FOLDER / f"{language.replace('_', '-').partition('-')[0].lower()}.tsv"
    if not path.is_file():
        return MappingProxyType({})
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return MappingProxyType({word: float(value) for word, value in rows})
