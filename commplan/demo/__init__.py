"""The demo project: written by us, loaded into an empty database."""
