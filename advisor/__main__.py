"""Where the command starts: answers `--version` before anything heavy is imported."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and exit with its code; an interrupt at any moment is quiet."""
    try:
        _main()
    except KeyboardInterrupt:
        sys.exit(130)


def _main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]) and _says_version():
        return
    # Looking through all installed packages for plugins of pydantic would slow every start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from advisor.cli import run

    run()


def _says_version() -> bool:
    from advisor import __version__

    try:
        print(f"advisor {__version__}", flush=True)  # noqa: T201  # the command line's own answer
    except OSError:
        return False  # the command line knows what to say of it
    return True


if __name__ == "__main__":
    main()
