"""How fast the library is, beside other packages: ``python -m benchmarks.run``, from the project's root."""
