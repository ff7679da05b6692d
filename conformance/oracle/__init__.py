"""The judge: what must hold in every exchange, and what a scenario expects of one."""
