"""One module or package for each command, named as the command is typed."""
