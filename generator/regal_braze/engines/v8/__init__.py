"""Run JavaScript in V8, under limits of time and memory."""
