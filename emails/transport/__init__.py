"""How a mail leaves the house, and what it means when it does not."""
