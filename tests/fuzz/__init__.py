"""Coverage-guided fuzzing of the parsers: ``python -m tests.fuzz xml tests/fuzz/seeds/xml -max_total_time=600``."""
