"""What shows itself in a notebook, by its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Protocol

    from advisor.display.card import Card

    class HasCard(Protocol):
        """What can be shown as a card."""

        def card(self) -> Card:
            """The object in short."""


class Shown:
    """A mixin: a notebook shows the object's card, in whichever form it can display."""

    __slots__ = ()

    def _repr_mimebundle_(self: HasCard, **_: object) -> dict[str, Any]:
        # Imported here: only notebooks draw, and Jinja is slow to load.
        from advisor.display.forms import bundle

        return bundle(self.card())
