"""EC2 instance types, read from rules/instances.csv, and the smallest that hold a workload."""

from advisor.catalogue.choose import candidates, one_per_family
from advisor.catalogue.instances import (
    BUNDLES,
    Catalogue,
    Instance,
    Largest,
    default_sizes,
    find,
    largest,
    unknown_names,
    usable_memory,
    whole_gpus,
)
from advisor.catalogue.read import read_catalogue

__all__ = [
    "BUNDLES",
    "Catalogue",
    "Instance",
    "Largest",
    "candidates",
    "default_sizes",
    "find",
    "largest",
    "one_per_family",
    "read_catalogue",
    "unknown_names",
    "usable_memory",
    "whole_gpus",
]
