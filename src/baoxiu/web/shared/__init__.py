"""What all faces share: the page, its styles and words, who asks and when, refusals on a page, the live line.

Not here: anything one face alone shows (desk, field, portal), and any decision.
"""
