"""The front door: settings, addresses, the `baoxiu` command, the launcher and its supervisor."""
