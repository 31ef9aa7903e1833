"""Run the generated code on payloads and profiles, and check each result by the rules of Braze and Regal."""
