"""What is read of this room's rows, for pages, mails and those who watch the loop."""
