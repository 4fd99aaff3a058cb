"""A request's JSON, read field by field into values of a known type. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.forms import Given

_LONGEST = 50_000


class MalformedError(ValueError):
    """A request that is none; its text says what was wrong."""


@dataclass(frozen=True, slots=True)
class RequestReader:
    """A request's fields, which are taken out by name and kind."""

    fields: Mapping[str, object]

    @classmethod
    def read(cls, body: object) -> "RequestReader":
        """The fields of an object; raises MalformedError."""
        if not isinstance(body, dict):
            raise MalformedError("The body must be a JSON object.")
        return cls(body)

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self.fields.get(name)
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise MalformedError(f"`{name}` must be a text of at most {_LONGEST} characters.")
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise MalformedError(f"`{name}` holds half a character.")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, or nothing."""
        return None if self.fields.get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        """True or false; false where it is left out."""
        value = self.fields.get(name, False)
        if not isinstance(value, bool):
            raise MalformedError(f"`{name}` must be true or false.")
        return value

    def part(self, name: str) -> "RequestReader":
        """An object within."""
        try:
            return RequestReader.read(self.fields.get(name))
        except MalformedError:
            raise MalformedError(f"`{name}` must be an object.") from None

    def given(self, name: str) -> Given | None:
        """What is given to a menu or a field: a text, a list of texts, or nothing."""
        value = self.fields.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return value
        raise MalformedError(f"`{name}` must be a text, a list of texts, or null.")

    def values(self, name: str) -> dict[str, Given]:
        """What is given to fields, by block_id; fields that are given nothing are left out."""
        part = self.part(name)
        found = {field: part.given(field) for field in part.fields}
        return {field: value for field, value in found.items() if value is not None}
