"""The colours of all pictures and pages, for light and dark: one per platform and status.

They were optimized by a program: platforms are distinct for people who cannot see red, green or
blue, and words have enough contrast on every fill. Still, no meaning depends on colour alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "ACCENT", "EDGE", "FAINT", "FRAME", "GROUND", "INK", "PANEL", "PLATFORMS", "SOFT", "STATUSES",
    "Colour", "Tones", "platform_tones", "status_tones",
]  # fmt: skip


class Colour(NamedTuple):
    """A colour on a light ground and on a dark one, each as `#rrggbb`."""

    light: str
    dark: str


class Tones(NamedTuple):
    """The colours for one thing: a fill behind words, and a strong one for lines, bars and dots."""

    fill: Colour
    strong: Colour


GROUND: Final = Colour("#ffffff", "#161b22")
PANEL: Final = Colour("#f4f6f9", "#212934")  # a box, the track of a bar
FRAME: Final = Colour("#d5dae1", "#333c48")  # decorative lines
FAINT: Final = Colour("#e9ecf0", "#262e39")  # the lines of a grid
EDGE: Final = Colour("#7d8896", "#76838f")  # connecting lines
SOFT: Final = Colour("#4d5866", "#a9b4c2")  # secondary words
INK: Final = Colour("#1b222c", "#edf1f6")
ACCENT: Final = Colour("#0d1117", "#ffffff")  # the workload itself

# The variants of a family share its hue and differ in lightness, which everybody sees.
PLATFORMS: Final[dict[str, Tones]] = {
    "lambda": Tones(Colour("#e3b48f", "#7c5c2b"), Colour("#ba701e", "#d9820f")),
    "batch-fargate": Tones(Colour("#71a1e8", "#102f5b"), Colour("#0b4b9c", "#4a9bf5")),
    "batch-fargate-spot": Tones(Colour("#c1f0fb", "#366171"), Colour("#35789c", "#a8ddff")),
    "batch-ec2": Tones(Colour("#6ca18b", "#0c291b"), Colour("#618f76", "#689c89")),
    "batch-ec2-spot": Tones(Colour("#e3f7b6", "#2c4d0d"), Colour("#404a04", "#afda63")),
    "batch-ec2-unmanaged": Tones(Colour("#a1e9c8", "#446d59"), Colour("#3e725d", "#57be8d")),
    "batch-eks": Tones(Colour("#a98fbe", "#674189"), Colour("#561a7a", "#c0a8ec")),
    "batch-eks-spot": Tones(Colour("#debfe7", "#2f1d3a"), Colour("#85286e", "#b465b7")),
    "batch-eks-unmanaged": Tones(Colour("#c7ace9", "#473077"), Colour("#6a61c6", "#a997c1")),
    "lambda-managed-instances": Tones(Colour("#c2a15e", "#3e3217"), Colour("#745d13", "#e7e0a9")),
    "batch-ecs-managed-instances": Tones(
        Colour("#d17561", "#82373e"), Colour("#754144", "#db5455")
    ),
    "batch-ecs-managed-instances-spot": Tones(
        Colour("#d4a6a8", "#5f2b39"), Colour("#67203e", "#f2b2c7")
    ),
}
_OTHER = Tones(Colour("#c9ced6", "#3a4452"), Colour("#5c6470", "#aab4c0"))  # platforms of packs

# Statuses of answers and limits; each also has a shape or word of its own.
STATUSES: Final[dict[str, Tones]] = {
    "settled": Tones(Colour("#bfe6d6", "#12443a"), Colour("#00664f", "#3fd0a8")),
    "conditional": Tones(Colour("#f7d98b", "#574512"), Colour("#8a6100", "#f2c14b")),
    "no-fit": Tones(Colour("#f0b9ad", "#611d17"), Colour("#a3200d", "#ff7a66")),
}


def platform_tones(platform: str | None) -> Tones:
    """The colours of a platform by id; grey for one of a pack, None for no fit."""
    if platform is None:
        return Tones(GROUND, STATUSES["no-fit"].strong)
    return PLATFORMS.get(platform, _OTHER)


def status_tones(status: str) -> Tones:
    """The colours of a status (`settled`, `conditional`, `no-fit`); grey for others."""
    return STATUSES.get(status, _OTHER)
