"""Tests of a rule book: its examples and cases run, what they cover, what they would not notice."""
