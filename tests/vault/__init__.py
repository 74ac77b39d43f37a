"""The vault: keys, sealed values, and devices that share them."""
