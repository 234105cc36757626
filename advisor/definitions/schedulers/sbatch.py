"""Reads `sbatch` scripts, by their `#SBATCH` lines, as workloads."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from advisor.definitions.schedulers.amounts import shown_memory, slurm_mib, slurm_seconds
from advisor.definitions.schedulers.gathered import Gathered
from advisor.definitions.schedulers.sbatch_options import HARDWARE, Option, options_of

__all__ = ["is_sbatch", "sbatch_jobs"]

_GPU = re.compile(
    r"(?:gres/)?gpu(?::(?P<kind>[A-Za-z][\w.-]*))?(?:[:=](?P<count>\d{1,5}))?(?:\(.*\))?"
)
_GPUS = re.compile(r"(?:(?P<kind>[A-Za-z][\w.-]*):)?(?P<count>\d{1,5})")


def is_sbatch(text: str) -> bool:
    """Whether a text is a script for `sbatch`."""
    return text.startswith("#!") and re.search(r"^#SBATCH\b", text, re.MULTILINE) is not None


def sbatch_jobs(text: str) -> list[Gathered]:
    """The one job of a script."""
    options: dict[str, Option] = {}
    left: list[str] = []
    for option in options_of(text, left):
        options[option.name] = option  # the last one counts
    return [_Job(options, left).gathered]


class _Job:
    """A job that is filled from its options."""

    def __init__(self, options: Mapping[str, Option], left: list[str]) -> None:
        self.options = options
        name = options.get("job-name")
        self.gathered = Gathered(name.value if name else None, name.at if name else 0)
        for each in left:
            self.gathered.leave(each)
        nodes = self._nodes()
        tasks = self._tasks_per_node(nodes)
        self._gpus(nodes, tasks)
        self._vcpus(tasks)
        self._memory(tasks)
        self._time()
        self._array()
        self._rest()

    def _number(self, name: str) -> int | None:
        option = self.options.get(name)
        if option is None:
            return None
        if re.fullmatch(r"\d{1,7}", option.value):
            return int(option.value)
        unknown = ": `vcpus` stays unknown" if name == "cpus-per-task" else ", and is left out"
        self.gathered.leave(f"{option.shown} is no number{unknown}")
        return None

    def _nodes(self) -> int:
        option = self.options.get("nodes")
        if option is None:
            return 1
        least, dash, most = option.value.partition("-")
        if not re.fullmatch(r"\d{1,5}", least) or int(least) < 1:
            self.gathered.leave(f"{option.shown} is no number of nodes: one is taken")
            return 1
        if dash and most != least:
            self.gathered.leave(f"{option.shown}: the least, {least}, is taken")
        if int(least) > 1:
            self.gathered.put("nodes", int(least), option.at)
        return int(least)

    def _tasks_per_node(self, nodes: int) -> int:
        for name in ("ntasks-per-node", "tasks-per-node"):
            if (count := self._number(name)) is not None:
                return max(count, 1)
        tasks = self._number("ntasks") or 1
        if tasks > 1 and "nodes" not in self.options:
            self.gathered.leave(
                f"{self.options['ntasks'].shown} without `--nodes`: all tasks are taken to run on"
                " one machine"
            )
        return math.ceil(tasks / nodes)

    def _vcpus(self, tasks: int) -> None:
        each = self._number("cpus-per-task")
        if "cpus-per-task" in self.options and each is None:
            return  # which was said, with `vcpus`, where it was read
        of_gpus = (self._number("cpus-per-gpu") or 0) * self.gathered.fields.get("gpus", 0)
        if each is None and of_gpus:
            self.gathered.put("vcpus", max(of_gpus, tasks), self.options["cpus-per-gpu"].at)
            return
        names = ("cpus-per-task", "ntasks-per-node", "ntasks")
        at = next((self.options[name].at for name in names if name in self.options), None)
        if at is not None:
            self.gathered.put("vcpus", max(each or 1, 1) * tasks, at)
        else:
            self.gathered.leave("no number of CPUs is asked for: `vcpus` stays unknown")

    def _gpus(self, nodes: int, tasks: int) -> None:
        found = self._gpu_option()
        if found is None:
            return
        option, kind, count = found
        if option.name == "gpus" and nodes > 1:
            count = math.ceil(count / nodes)
        if option.name == "gpus-per-task":
            count *= tasks
        self.gathered.put("gpus", count, option.at)
        if count:
            named = f"the GPU `{kind}` is not looked up: " if kind else ""
            self.gathered.leave(f"{named}`gpu_memory` stays unknown")

    def _gpu_option(self) -> tuple[Option, str | None, int] | None:
        for name in ("gpus-per-node", "gpus", "gpus-per-task"):
            if (option := self.options.get(name)) is not None:
                match = _GPUS.fullmatch(option.value)
                if match is not None:
                    return option, match["kind"], int(match["count"])
                self.gathered.leave(f"{option.shown} is no number of GPUs, and is left out")
        option = self.options.get("gres")
        for part in option.value.split(",") if option is not None else ():
            match = _GPU.fullmatch(part)
            if match is not None and option is not None:
                return option, match["kind"], int(match["count"] or 1)
            self.gathered.leave(f"`--gres={part}` is no GPU, and is left out")
        return None

    def _memory(self, tasks: int) -> None:
        vcpus = self.gathered.fields.get("vcpus")
        factors = {"mem": 1, "mem-per-cpu": vcpus or tasks,
                   "mem-per-gpu": self.gathered.fields.get("gpus", 0)}  # fmt: skip
        for name, factor in factors.items():
            option = self.options.get(name)
            if option is None:
                continue
            try:
                amount, each = slurm_mib(option.value)
            except ValueError:
                self.gathered.leave(f"{option.shown} is no amount: `memory` stays unknown")
                continue
            total = amount * (vcpus or tasks if each == "c" else factor)
            if total <= 0:
                self.gathered.leave(f"{option.shown} asks for all there is: `memory` stays unknown")
                continue
            self.gathered.put("memory", shown_memory(total), option.at)
            return
        if not any(name in self.options for name in factors):
            self.gathered.leave("no memory is asked for: `memory` stays unknown")

    def _time(self) -> None:
        option = self.options.get("time")
        seconds = None
        if option is not None:
            try:
                seconds = slurm_seconds(option.value)
            except ValueError:
                self.gathered.leave(f"{option.shown} is no time, and is left out")
                seconds = 0.0
        if option is not None and seconds:
            self.gathered.put("timeout", f"{int(seconds)} s", option.at)
            self.gathered.leave(f"{option.shown} is an upper bound: `duration` stays unknown")
        elif option is not None and seconds is None:
            self.gathered.leave(f"{option.shown} says no limit: `duration` stays unknown")
        else:
            self.gathered.leave("nothing says how long it runs: `duration` stays unknown")

    def _array(self) -> None:
        option = self.options.get("array")
        if option is None:
            return
        indexes, _, at_once = option.value.partition("%")
        size = _array_size(indexes)
        if size is None:
            self.gathered.leave(f"{option.shown} is no list of indexes, and is left out")
            return
        self.gathered.put("array_size", size, option.at)
        if at_once:
            self.gathered.leave(f"no field says that at most {at_once} of an array run at once")

    def _rest(self) -> None:
        put, options = self.gathered.put, self.options
        if "tmp" in options:
            try:
                put("disk", shown_memory(slurm_mib(options["tmp"].value)[0]), options["tmp"].at)
            except ValueError:
                self.gathered.leave(f"{options['tmp'].shown} is no amount, and is left out")
        if "container-image" in options:
            image = options["container-image"]
            put("image", image.value.removeprefix("docker://").replace("#", "/"), image.at)
        else:
            self.gathered.leave("the script runs on the cluster's software: `image` stays unknown")
        for name, allowed in (("requeue", True), ("no-requeue", False)):
            if name in options:
                put("interruptible", allowed, options[name].at)
                answer = "yes" if allowed else "no"
                self.gathered.leave(f"`--{name}`: `interruptible` is taken to be {answer}")
        if "exclusive" in options:
            self.gathered.leave("`--exclusive` takes whole nodes: it may use more than it asks for")
        for name in sorted(HARDWARE & set(options)):
            self.gathered.leave(f"{options[name].shown} says nothing of AWS, and is left out")


def _array_size(indexes: str) -> int | None:
    """The number of indexes in `0-99`, `1,3,5-7` or `0-15:4`."""
    total = 0
    for part in indexes.split(","):
        match = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9})(?::(\d{1,9}))?)?", part.strip())
        if match is None:
            return None
        first, last, step = int(match[1]), int(match[2] or match[1]), int(match[3] or 1)
        if last < first or not step:
            return None
        total += (last - first) // step + 1
    return total or None
