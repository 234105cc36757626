"""Checks of workload specs and of AWS definitions as they are."""
