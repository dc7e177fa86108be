"""What is said to whom: pure conversations, and the dialogue they share."""
