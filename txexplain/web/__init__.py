"""Pages as web pages: one file each, which asks for nothing; with `pictures/` the only importer of Jinja2."""
