"""What a branch can be filled with: the facts of the source case, or a fictional year. Lists of steps; nothing is written here."""
