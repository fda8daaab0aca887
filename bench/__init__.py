"""How fast is the product, beside a peer? Run ``python -m bench``; nothing here is a test."""
