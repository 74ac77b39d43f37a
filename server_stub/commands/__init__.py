"""What an operator can do from the shell, one module a topic; each adds its commands to the parser of `admin`."""
