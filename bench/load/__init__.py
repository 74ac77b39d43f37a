"""Load: many devices with the real client code, thousands of idle long polls, sign-ins in parallel, thousands of branches."""
