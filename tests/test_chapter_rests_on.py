"""The line that lets every page of findings be read alone."""

from sharing.chapters.rests_on import introduce_register


def test_the_line_says_what_the_register_is_and_that_it_holds_what_was_published(findings):
    told = introduce_register(findings(2015))
    known = len(findings(2015).analysis.on_record)
    assert f"It holds {known} shared service arrangements of UK councils" in told
    assert "publicly reported of them by the end of 2015" in told
    assert "[the register](../reference/register)" in told


def test_what_else_a_page_rests_on_comes_first_and_the_link_follows_the_page(findings):
    told = introduce_register(findings(2015), "published claims", "reference/register")
    assert "rests on published claims and [the register](reference/register)." in told
