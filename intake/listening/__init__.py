"""What people tell, join, correct, withdraw, answer and think; and what they are told of it."""
