"""The office's pages, one file a screen."""
