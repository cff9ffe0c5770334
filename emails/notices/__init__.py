"""Mails that belong to no touchpoint: what is somebody's, what is held, what was flagged."""
