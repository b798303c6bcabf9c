"""What templates of all faces may say."""
