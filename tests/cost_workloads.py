"""Workloads with a cost, as the fields of their specs."""

from __future__ import annotations

__all__ = ["HANDLER", "NIGHTLY", "TRAINING"]

HANDLER = {
    "duration": "200 ms",
    "vcpus": 0.25,
    "memory": "512 MiB",
    "runs_per_month": 50_000_000,
    "runtime": "python3.13",
    "trigger": "event",
}
NIGHTLY = {
    "duration": "2 h",
    "vcpus": 16,
    "memory": "32 GiB",
    "runs_per_month": 30,
    "trigger": "schedule",
    "region": "us-east-1",
}
TRAINING = {
    "duration": "10 h",
    "vcpus": 8,
    "memory": "30 GiB",
    "gpus": 1,
    "gpu_memory": "24 GB",
    "runs_per_month": 20,
    "interruptible": True,
    "checkpoints": True,
}
