"""Which nets catch a wrong value of a limit: cases, mutation, freshness, proof."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import NamedTuple

from advisor.model import Limit, RuleBook
from advisor.testing.failing import Tests
from advisor.testing.mutants import gross, limits
from advisor.testing.mutation import is_tested
from advisor.testing.suite import Suite

__all__ = ["ENOUGH", "Caught", "caught"]

ENOUGH = 2


class Caught(NamedTuple):
    """A wrong value of a limit, and the nets that catch it."""

    limit: str
    change: str
    nets: tuple[str, ...]


def caught(
    suite: Suite, *, thorough: bool = False, only: Collection[str] | None = None
) -> Iterator[Caught]:
    """What catches each limit of the suite, a step off and grossly wrong.

    *Case* is an example or a case that fails; *mutation* that `--mutate` finds a change of the
    wrong value that no test notices; *freshness* that an installed package says otherwise. *Proof*
    takes long, and is asked only where the others are not enough. Unless it is `thorough`, no
    further net is looked for where two are found.
    """
    nets = _Nets(suite, thorough)
    for limit in suite.book.limits.values():
        if is_tested(limit, suite) and (only is None or limit.id in only):
            for changed in (*limits(limit), *gross(limit)):
                if isinstance(changed.made, Limit):
                    change = changed.name.removeprefix(f"{limit.id} ")
                    yield Caught(limit.id, change, nets.of(limit, changed.made))


class _Nets:
    """The nets of one book, each made once."""

    def __init__(self, suite: Suite, thorough: bool) -> None:
        self.suite = suite
        self.thorough = thorough
        self.tests = Tests(suite)
        self._fresh = (
            _Freshness(suite.book) if find_spec("botocore") and find_spec("cfnlint") else None
        )

    def of(self, limit: Limit, wrong: Limit) -> tuple[str, ...]:
        """The nets that catch one wrong value."""
        found: list[str] = []
        ways = {"freshness": self._is_stale, "case": self._fails, "mutation": self._is_loose}
        for name, catches in ways.items():
            if (self.thorough or len(found) < ENOUGH) and catches(limit, wrong):
                found.append(name)
        if len(found) < ENOUGH and self._is_disproved(wrong):
            found.append("proof")
        return tuple(found)

    def _fails(self, _: Limit, wrong: Limit) -> bool:
        return next(self.tests.failing(wrong), None) is not None

    def _is_loose(self, limit: Limit, wrong: Limit) -> bool:
        """Whether, one step from the wrong value, no test that passes there notices the step."""
        made = [each.made for each in limits(wrong) if isinstance(each.made, Limit)]
        if any(each.current.value == limit.current.value for each in made):
            return self._fails(limit, wrong)  # every test that passes there passes a step back too
        failing: frozenset[str] | None = None
        for each in made:
            if failing is None:
                failing = frozenset(self.tests.failing(wrong))
            # A test that already fails is left out, as for any book under test.
            if failing and all(name in failing for name in self.tests.failing(each)):
                return True
        return False

    def _is_stale(self, limit: Limit, wrong: Limit) -> bool:
        return self._fresh is not None and self._fresh.differs(limit, wrong)

    def _is_disproved(self, wrong: Limit) -> bool:
        if find_spec("z3") is None:
            return False
        from advisor.prove import prove
        from advisor.prove.results import Verdict

        book = self.tests.with_limit(wrong)
        if book is None:
            return True
        proofs = prove(book, ("total", "sound"))
        return any(each.verdict is not Verdict.PROVED for each in proofs)


class _Freshness:
    """What installed packages say of a limit."""

    def __init__(self, book: RuleBook) -> None:
        from advisor.fresh.packages import Packages

        self.book = book
        self.packages = Packages()

    def differs(self, limit: Limit, wrong: Limit) -> bool:
        """Whether a wrong value differs from what is said, where the right one does not."""
        return self._differing(wrong) > self._differing(replace(limit, pinned=None))

    def _differing(self, limit: Limit) -> int:
        from advisor.fresh.comparing import Verdict, compared_limit

        found = compared_limit(replace(limit, pinned=None), self.book, self.packages)
        return sum(each.verdict is Verdict.DIFFER for each in found)
