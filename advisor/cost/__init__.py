"""What each option costs: dated prices, bills with their working, break-evens, amounts of advice.

Imported only for a workload that says how long it runs.
"""

from advisor.cost.costs import Costs, costs
from advisor.cost.options import Priced, PricedState
from advisor.cost.question import AXES
from advisor.cost.terms import Terms, terms

__all__ = ["AXES", "Costs", "Priced", "PricedState", "Terms", "costs", "terms"]
