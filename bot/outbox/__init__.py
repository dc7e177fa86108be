"""What people are sent: claimed, paced and delivered once."""
