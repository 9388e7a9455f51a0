"""What people read, in Russian: labels, messages for errors, letters."""
