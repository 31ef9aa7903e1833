"""Read recorded payloads: files, folders, gzip, lists, NDJSON and log entries."""
