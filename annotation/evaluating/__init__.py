"""How right suggestions are, held against gold. Pure functions over values; nothing here prints.

`material` pairs gold with suggestions, `evaluation` scores the pairs, `table` and `record` put it down for people and
for machines. Each figure is made of a tally for each article, so that they can be added, and drawn again for intervals.
"""
