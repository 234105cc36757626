"""The files that put a recommendation to work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.explain import Explanation
from advisor.starter.files import File, write
from advisor.starter.model import Batch, Starter
from advisor.starter.styles import STYLES, USUAL, chosen_styles

__all__ = ["STYLES", "USUAL", "File", "deployed", "starter", "write"]


def starter(explanation: Explanation, styles: Iterable[str] = USUAL) -> tuple[File, ...]:
    """The files for the recommended platform; none if nothing fits.

    `styles` are names from `STYLES`. Raises AdvisorError for an unknown style, and for a text that
    CloudFormation would replace by a value.
    """
    from advisor.report import report

    files = tuple(deployed(explanation, styles))
    if not files:
        return ()
    return (*files, File("recommendation.md", report(explanation, "markdown")))


def deployed(explanation: Explanation, styles: Iterable[str] = USUAL) -> Iterator[File]:
    """The files of a starter, without the recommendation itself."""
    from advisor.starter import readme
    from advisor.starter.need import need_of
    from advisor.starter.plan import plan

    chosen = chosen_styles(styles)
    need, platform = need_of(explanation), explanation.platform
    if need is None or platform is None:
        return
    made = plan(need)
    files: list[File] = []
    for style in chosen:
        files += _written(style, made, platform.title, need.workload.region)
    files += _run(made)
    names = ["README.md", *(file.name for file in files), "recommendation.md"]
    yield File("README.md", readme.readme(explanation, need, made, names, chosen))
    yield from files


def _run(made: Starter) -> Iterator[File]:
    """The files that every style needs for the first run; they are not deployed."""
    from advisor.starter.cli_json import dumped
    from advisor.starter.job_api import submit_job

    if isinstance(made.main, Batch):
        yield File("submit-job.json", dumped(submit_job(made.main.submission)))


def _written(style: str, made: Starter, title: str, region: str | None) -> Iterator[File]:
    """The files of one style; all styles are written from the same model."""
    match style:
        case "cli":
            from advisor.starter.cli_json import cli_files

            yield from cli_files(made)
        case "cloudformation":
            from advisor.starter import cloudformation, yaml_text

            tree = cloudformation.template(made, title)
            yield File("template.yaml", yaml_text.dumped(tree))
        case "terraform":
            from advisor.starter.terraform import terraform_files

            yield from terraform_files(made, region)
        case "cdk":
            from advisor.starter.cdk import cdk_files

            yield from cdk_files(made, region)
