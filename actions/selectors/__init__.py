"""What is read of the action log, for its pages and files."""
