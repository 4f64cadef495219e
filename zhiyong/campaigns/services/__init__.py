"""Acts on campaigns and on what units owe in them."""
