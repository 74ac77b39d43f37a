"""Simulated disk, network and clock, and what runs the product on them."""
