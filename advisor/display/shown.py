"""Objects that notebooks, and `print`, show as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Protocol

    from advisor.display.card import Card

    class HasCard(Protocol):
        """An object with a card."""

        def card(self) -> Card:
            """The card of the object."""


class Shown:
    """A mixin: notebooks show the card of the object in a form that they support, `str` as text."""

    __slots__ = ()

    def __str__(self: HasCard) -> str:
        from advisor.display.forms import as_text

        return as_text(self.card())

    def _repr_mimebundle_(self: HasCard, **_: object) -> dict[str, Any]:
        # Imported here: only notebooks need it, and Jinja is slow to load.
        from advisor.display.forms import bundle

        return bundle(self.card())
