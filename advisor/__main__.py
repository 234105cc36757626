"""Where the command starts: answers `--version` before anything heavy is imported."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from advisor import __version__

        print(f"advisor {__version__}")  # noqa: T201  # the command line's own answer
        return
    # Looking through all installed packages for plugins of pydantic would slow every start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from advisor.cli import run

    run()


if __name__ == "__main__":
    main()
