"""The customer's pages, by signed link and without an account: report, follow, agree, sign, rate."""
