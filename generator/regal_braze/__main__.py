"""`python -m regal_braze`."""

from regal_braze.cli import main

main()
