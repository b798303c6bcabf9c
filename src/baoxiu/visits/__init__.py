"""4 · What happened on site: who went when, how he showed that he was there, how long the work took, how it ended.

For: visits as rows, earlier visits for the same trouble, a worker's day, the signs that hang at sites. Not for: deciding whether somebody
may arrive or leave (the procedure does), nor what it costs (quotes).
"""
