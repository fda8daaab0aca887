"""Is Telegram's HTML read as Telegram reads it?"""

import pytest

from bot.sandbox.entities import parse_html, read_text
from bot.sandbox.wire import ApiError


def kinds(html: str) -> list[tuple[str, int, int]]:
    return [(e["type"], e["offset"], e["length"]) for e in parse_html(html).entities]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<STRONG>x</STRONG>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        ('<a href="https://voorbeeld.nl/a?b=1&amp;c=2">x</a>', "text_link"),
        ("<b>x</>", "bold"),
    ],
)
def test_each_tag_marks_its_text(html: str, kind: str) -> None:
    assert parse_html(html).text == "x"
    assert kinds(html) == [(kind, 0, 1)]


def test_offsets_count_utf16_units() -> None:
    assert kinds("😀<b>é👍🏽</b>!") == [("bold", 2, 5)]


def test_nested_marks_come_outer_first() -> None:
    assert kinds("<b>a<i>b</i></b>") == [("bold", 0, 2), ("italic", 1, 1)]


def test_a_mark_around_nothing_is_no_mark() -> None:
    assert kinds("<b></b>x") == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"'),
        ("&#8364;&#x20AC;&#128512;", "€€😀"),
        ("&euro; &nbsp; &apos;", "&euro; &nbsp; &apos;"),
        ("R&D &", "R&D &"),
        ("&#0;", "&#0;"),
        ("a > b", "a > b"),
    ],
)
def test_only_four_names_and_numbers_are_entities(html: str, text: str) -> None:
    assert parse_html(html).text == text


def test_links_and_code_keep_what_they_carry() -> None:
    (link,) = parse_html('<a href="https://voorbeeld.nl/?a=1&amp;b=2">hier</a>').entities
    assert link["url"] == "https://voorbeeld.nl/?a=1&b=2"
    (code,) = parse_html('<pre><code class="language-python">x</code></pre>').entities
    assert (code["type"], code["language"]) == ("pre", "python")
    (bare,) = parse_html('<code class="language-python">x</code>').entities
    assert bare == {"type": "code", "offset": 0, "length": 1}


def test_a_link_telegram_does_not_know_is_plain_text() -> None:
    assert kinds('<a href="http://localhost:8000/x">hier</a>') == []
    assert kinds('<a href="http://127.0.0.1:8000/x">hier</a>') == [("text_link", 0, 4)]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", "Unsupported start tag"),
        ("x<br>", 'Unsupported start tag "br" at byte offset 1'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x</b ", "Unclosed end tag at byte offset 4"),
        ("<b x>y</b>", "Expected equal sign in declaration of an attribute of the tag"),
        ('<b ="x">y</b>', 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href=http://x.nl>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(html)
    assert refused.value.code == 400
    assert refused.value.description.startswith(f"Bad Request: can't parse entities: {reason}")


def test_white_space_around_the_text_is_cut_and_marks_move_along() -> None:
    formatted = read_text("\n <b> dag </b> \n", "HTML")
    assert formatted.text == "dag"
    assert formatted.entities == [{"type": "bold", "offset": 0, "length": 3}]


def test_telegram_finds_commands_and_addresses_itself() -> None:
    formatted = read_text("/mijn of @bot_x, a@b.nl https://x.nl/#y. <code>/nee</code> #tafel en/of", "HTML")
    found = [
        (e["type"], formatted.text[e["offset"] : e["offset"] + e["length"]])
        for e in formatted.entities
        if e["type"] != "code"
    ]
    assert found == [
        ("bot_command", "/mijn"),
        ("mention", "@bot_x"),
        ("email", "a@b.nl"),
        ("url", "https://x.nl/#y"),
        ("hashtag", "#tafel"),
    ]


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        read_text("x", "BBCode")
