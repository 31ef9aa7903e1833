"""What Braze does not get of a payload, and Regal not of a profile."""
