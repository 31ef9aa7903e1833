"""Tests of `regal_braze.braze` and of `schemas/braze/`."""
