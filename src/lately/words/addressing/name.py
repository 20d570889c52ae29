"""What is a person's name made of, and what is said where there is none?"""

from __future__ import annotations

from dataclasses import dataclass

from lately.words.addressing.data import listing


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in the fields of Unicode CLDR; what is not there is empty.

    `locale` is the language the name comes from, where its writing shows it ("ko"), else empty.
    """

    title: str = ""
    given: str = ""
    given_informal: str = ""
    given2: str = ""
    surname_prefix: str = ""
    surname: str = ""
    surname2: str = ""
    generation: str = ""
    credentials: str = ""
    locale: str = ""

    @property
    def family(self) -> str:
        """The whole family name, prefix and second name included."""
        return " ".join(part for part in (self.surname_prefix, self.surname, self.surname2) if part)

    @property
    def calling(self) -> str:
        """What friends would call them; empty if only initials are known."""
        return self.given_informal or ("" if is_initial(self.given) else self.given)

    @property
    def whole(self) -> str:
        """Names without title and degrees, in the order in which the language of the name writes them."""
        if self.locale in {"ko", "zh", "ja", "hu"}:
            between = " " if self.locale == "hu" or not (self.surname and self.given) else _between(self)
            return between.join(part for part in (self.family, self.given) if part)
        return " ".join(part for part in (self.given, self.given2, self.family) if part)


@dataclass(frozen=True, slots=True)
class Unclear:
    """It is not known which part of a name is which: a code, and the reason in a sentence.

    `whole` is the name as written, where it is a person's and only its order is unclear; else empty.
    """

    code: str
    whole: str = ""

    @property
    def why(self) -> str:
        """The reason, as said on a screen."""
        return str(listing("reasons")[self.code])


def is_initial(word: str) -> bool:
    """Whether a first name is known by its initials only: "J.", "J", "J.R.R."."""
    return bool(word) and all(len(part) <= 1 for part in word.replace("-", ".").split("."))


def _between(name: PersonName) -> str:
    return " " if name.locale == "ja" else ""
