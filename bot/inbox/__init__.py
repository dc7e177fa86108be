"""What people send: kept, claimed, understood and done, one transaction a message."""
