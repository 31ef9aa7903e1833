"""Find personal data and credentials, and replace them."""
