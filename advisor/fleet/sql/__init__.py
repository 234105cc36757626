"""The rule book as one SQL query over jobs: facts, conditions and decisions, in every dialect."""
