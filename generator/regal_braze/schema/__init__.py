"""Read the event schemas, apply the settings of the workspace to them, and check the result."""
