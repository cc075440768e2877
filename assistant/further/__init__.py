"""What stands beside a reply, looked for only when it is asked for: nothing of it is on the way to an ordinary reply."""
