"""HTTP and nothing else: find, ask a page or an action, render."""
