"""The web server around the channels: connections, limits, and whether all is well."""
