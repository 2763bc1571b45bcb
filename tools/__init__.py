"""What keeps the course in order; each tool is run from the project's root: ``python -m tools.NAME``."""
