"""Synthesise every app below a folder in one process, and write each template beside its app.

The library starts Node.js once for each process, which takes longer than all of the apps.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path


def main(root: Path) -> None:
    """`template.json`, or `error.txt` where an app cannot be synthesised."""
    for app in sorted(root.glob("*/app.py")):
        sys.path.insert(0, str(app.parent))
        try:
            [stack] = runpy.run_path(str(app))["app"].synth().stacks
            (app.parent / "template.json").write_text(json.dumps(stack.template))
        except Exception as error:  # noqa: BLE001  # whatever is wrong belongs to this app alone
            (app.parent / "error.txt").write_text(repr(error))
        sys.path.pop(0)
        sys.modules.pop("starter_stack", None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
