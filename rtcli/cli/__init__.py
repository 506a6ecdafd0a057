"""The command line: argv, streams and exit codes; it knows no protocol."""
