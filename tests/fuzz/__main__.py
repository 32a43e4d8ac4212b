"""Fuzzes one target; needs the extra ``fuzz``. What follows the target's name goes to libFuzzer."""

from __future__ import annotations

import sys


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["ingest"]):
        import ingest.parse_akn
        import ingest.parse_clml
        import ingest.parse_docx
        import ingest.parse_ecfr
        import ingest.parse_eurlex
        import ingest.parse_formex
        import ingest.parse_html
        import ingest.parse_justice
        import ingest.parse_pdf
        import ingest.parse_text
        import ingest.parse_uslm  # noqa: F401
        from tests.fuzz.targets import TARGETS
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz ({' | '.join(TARGETS)}) [folder of seeds] [libFuzzer flags]")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
