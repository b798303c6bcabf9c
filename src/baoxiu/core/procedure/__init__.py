"""Procedures as data: the elements, the loader and its checks, drawing and comparing."""
