"""Reports: what a run found, as a terminal summary, JSON, Markdown, HTML and JUnit properties."""
