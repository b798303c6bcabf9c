"""The faces: thin pages for the office, the phone, the customer, and programs. They call actions and queries, and decide nothing."""
