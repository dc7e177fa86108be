"""What a mass message may say."""

from hypothesis import given
from hypothesis import strategies as st

from intake.outreach.rules.mass_text import links, problems, whole
from intake.words.channels import declared, names


def test_links_are_found_without_what_follows_them() -> None:
    text = "Mira https://www.gob.pe/midis, o (http://x.pe/a)."
    assert links(text) == ["https://www.gob.pe/midis", "http://x.pe/a"]


@given(st.text(max_size=1500))
def test_a_text_without_problems_fits_every_channel_in_one_piece(text: str) -> None:
    if not problems(text, names()):
        size = len(whole(text).encode("utf-16-le", "surrogatepass")) // 2
        assert size <= min(each.message.limit for each in declared())
        assert "«baja»" in whole(text)
