"""What a mail says, from the manager's words to the bytes that leave."""
