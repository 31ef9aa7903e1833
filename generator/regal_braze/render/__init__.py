"""Write each plan as JavaScript."""
