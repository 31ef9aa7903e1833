"""`make bench`: how long our parts take against plain code that does the same, both sides in one run."""
