"""Random workloads to draw: every fact that pictures read, given or left out, names included."""

from __future__ import annotations

import random
from typing import Any

__all__ = ["workloads"]

NAMES = (
    "nightly-report", "x", "a-very-long-name-of-a-workload-that-somebody-gave-without-thinking",
    "<b>&amp;\"'</text><script>alert(1)</script>", "Zeitreihen-Abgleich für Übermorgen",
)  # fmt: skip


def workloads(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """So many specs, always the same."""
    chance = random.Random(seed)
    return [_workload(chance) for _ in range(count)]


def _workload(chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {
        "vcpus": chance.choice((0.25, 1, 2, 4, 8, 16, 48, 192)),
        "memory": f"{chance.choice((128, 512, 2048, 8192, 16384, 61440, 131072, 1048576))} MiB",
        "duration": f"{chance.choice((2, 20, 300, 800, 3600, 40000, 900000))} s",
        "runs_per_month": chance.choice((1, 30, 3000, 1000000, 60000000)),
        "image": "registry.example/app",
        "interruptible": chance.random() < 0.5,
        "checkpoints": chance.random() < 0.5,
        "concurrency": chance.choice((1, 50, 400, 2000)),
        "gpus": chance.choice((1, 4)),
        "nodes": chance.choice((2, 8)),
        "disk": f"{chance.choice((1, 15, 300))} GiB",
        "complete_within": "2 d",
        "start_within": "20 s",
        "kubernetes": True,
        "architecture": "arm64",
        "consider": ["ecs-managed-instances", "lambda-managed-instances"],
    }
    often = {"vcpus", "memory", "duration", "runs_per_month", "interruptible"}
    kept = {
        name: value
        for name, value in made.items()
        if chance.random() < (0.8 if name in often else 0.2)
    }
    return {"name": chance.choice(NAMES), **kept}
