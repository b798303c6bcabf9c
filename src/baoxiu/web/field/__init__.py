"""The worker's phone: my jobs, jobs to take, one job step by step."""
