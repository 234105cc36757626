"""Pictures of an answer as SVG: the decision map, the margins, the way taken, the break-even."""
