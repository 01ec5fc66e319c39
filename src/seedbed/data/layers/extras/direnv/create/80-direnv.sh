direnv allow .
