"""What conversations are made of: state and turns, hearing, the place, the next question."""
