"""Compares recorded traffic with the schemas and with what Braze gets of it.

`observe` compares each payload with what `expected` compiled from the schemas, lets V8 find what Braze does not get,
and counts both in a `tally`. `report` prints the counts.
"""
