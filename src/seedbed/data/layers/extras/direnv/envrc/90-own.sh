# Add your own commands below.
