"""Tests: unit, property, simulation, screens, end to end."""
