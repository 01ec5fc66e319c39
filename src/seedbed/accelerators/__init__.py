"""Which build of a framework fits which accelerator: the tables, and the choice. Pure."""
