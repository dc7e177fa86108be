"""The people's edge: channels, conversations, delivery."""
