"""Compares recorded traffic with the schemas: what it holds that they do not, and what of it gets lost.

Data flows one way: `sources` cut the input into batches, `read` makes payloads of a batch, `observe` compares a payload
with what `expect` compiled from schemas and plans, and counts into a `tally`. `work` runs that in two processes;
`report` tells what came out.
"""
