"""What an organisation sets up for itself: one file an area, all drawn from the same few parts."""
