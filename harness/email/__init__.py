"""From the queue in the database to the mail server."""
