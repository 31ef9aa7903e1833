"""Tests of `regal_braze.braze` and of the schemas that it checks requests by."""
