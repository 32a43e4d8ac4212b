"""The evaluation: a fixed question set, pure metrics, and a gate for CI."""
