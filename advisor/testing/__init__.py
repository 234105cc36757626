"""Tests of a rule book: runs its examples and cases, and finds what they leave untested."""
