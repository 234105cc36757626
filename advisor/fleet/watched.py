"""Long statements, run so that somebody can be told how far they are, and can stop them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, float], None]  # what is being done, and a share from 0 to 1


def run(
    opened: DuckDBPyConnection, text: str, doing: str = "", progress: Progress | None = None
) -> list[Any]:
    """The rows that a statement gives, telling how far it is."""
    if progress is None:
        return opened.execute(text).fetchall()
    result: list[Any] = []

    def work() -> None:
        try:
            result.append(opened.execute(text).fetchall())
        except BaseException as error:  # noqa: BLE001  # raised again by who waits
            result.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
            progress(doing, max(0.0, min(opened.query_progress(), 100.0)) / 100)
    except KeyboardInterrupt:
        opened.interrupt()
        thread.join()
        raise
    progress(doing, 1.0)
    if isinstance(result[0], BaseException):
        raise result[0]
    return list(result[0])
