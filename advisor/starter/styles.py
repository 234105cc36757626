"""The styles in which a starter can be written, and the selection of some of them."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import AdvisorError, Problem, did_you_mean, quoted

# Each with its name in a sentence.
STYLES = {
    "cli": "the AWS CLI",
    "cloudformation": "CloudFormation",
    "terraform": "Terraform",
    "cdk": "the AWS CDK",
}
USUAL = ("cli", "cloudformation")


def chosen_styles(named: Iterable[str]) -> tuple[str, ...]:
    """The named styles, each once, in a fixed order; without names the usual ones.

    Raises AdvisorError for an unknown style.
    """
    wanted = [each.strip() for each in ([named] if isinstance(named, str) else named)]
    for each in wanted:
        if each not in STYLES:
            near = did_you_mean(each, STYLES)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(STYLES)}"
            raise AdvisorError(Problem(f"a starter cannot be written as {quoted(each)}", help=hint))
    return tuple(style for style in STYLES if style in wanted) or USUAL
