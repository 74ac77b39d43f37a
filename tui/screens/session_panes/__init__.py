"""The panes of a session: agenda, materials, roll call, minutes, actions, one file each."""
