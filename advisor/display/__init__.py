"""How text is laid out and made safe, for a terminal, for Markdown, for a notebook."""
