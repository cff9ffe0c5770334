"""The registers of a workshop: which there are, and their tables. Values in, values out."""
