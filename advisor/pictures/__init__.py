"""Pictures of an answer as SVG: decision map, margins, decision tree and break-even."""
