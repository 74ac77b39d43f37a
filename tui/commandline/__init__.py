"""The same things without a screen: one small module a group of commands."""
