"""What is read of this room's rows, for pages and mails."""
