"""What `./lately test` is made of: the steps, Debian's packages, a PostgreSQL that is thrown away."""
