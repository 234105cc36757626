"""From a recommendation to the files that put it to work."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.explain import Explanation
from advisor.starter.files import File, write

__all__ = ["File", "starter", "write"]


def starter(explanation: Explanation) -> tuple[File, ...]:
    """The files for the platform that was recommended; none where nothing fits."""
    from advisor.report import report

    files = tuple(deployed(explanation))
    if not files:
        return ()
    return (*files, File("recommendation.md", report(explanation, "markdown")))


def deployed(explanation: Explanation) -> Iterator[File]:
    """The files of a starter without the recommendation itself."""
    from advisor.starter import cli_json, cloudformation, readme, yaml_text
    from advisor.starter.need import need_of
    from advisor.starter.plan import plan

    need, platform = need_of(explanation), explanation.platform
    if need is None or platform is None:
        return
    made = plan(need)
    files = list(cli_json.cli_files(made))
    tree = cloudformation.template(made, platform.title)
    files.append(File("template.yaml", yaml_text.dumped(tree)))
    names = ["README.md", *(file.name for file in files), "recommendation.md"]
    yield File("README.md", readme.readme(explanation, need, made, names))
    yield from files
