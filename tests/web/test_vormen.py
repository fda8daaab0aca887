"""A calendar as it travels: is it the same for who sees the same, and does what is kept of it stay within its bound?"""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.abonnement import AbonnementId, Feed, Keuze, Soort, Vermelding
from bot.usecases.feeds import Gevonden
from bot.web import vormen as web
from bot.web.vormen import Vorm, Vormen, takes_gzip
from tests.builders import in_threads

NOON = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)


def a_calendar(naam: str = "Casusoverleg Zwolle", count: int = 3, **changes: object) -> Gevonden:
    een = Vermelding("uid-1", naam, NOON, NOON + timedelta(hours=1), "Zwolle", False, 0, NOON)
    feed = Feed(Keuze(Soort.TAFEL, "topx-zwolle"), naam, "Europe/Amsterdam", (een,) * count)
    values: dict[str, object] = {
        "abonnement": AbonnementId(1),
        "feed": feed,
        "huis": "Veiligheidshuis IJsselland",
        "bot": None,
        "revisie": "1",
        "van": NOON,
        "tot": NOON,
        "gewijzigd_at": NOON,
    }
    return Gevonden(**{**values, **changes})  # type: ignore[arg-type]


@contextmanager
def often_interrupted() -> Iterator[None]:
    """Threads take turns far more often than usual, so that they get in each other's way."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def kept(vormen: Vormen) -> int:
    return sum(one.size for one in vormen._known.values())


def test_who_sees_the_same_shares_its_bytes() -> None:
    vormen = Vormen()
    first = vormen.of(a_calendar())
    other = vormen.of(a_calendar(abonnement=AbonnementId(2), revisie="2", tot=NOON + timedelta(days=1)))

    assert other[0] == first[0]
    assert other[1] is first[1]
    assert vormen.get(first[0]) is first[1]
    assert vormen.get(b"") is None


def test_what_reads_otherwise_is_another() -> None:
    vormen = Vormen()
    all_of_them = [
        vormen.of(one)
        for one in (a_calendar(), a_calendar("Overleg A"), a_calendar(huis="Elders"), a_calendar(bot="huisbot"))
    ]
    assert len({key for key, _ in all_of_them}) == len({vorm.tag for _, vorm in all_of_them}) == 4


def test_the_tag_follows_from_the_content_alone() -> None:
    first, second = (Vormen().of(a_calendar())[1] for _ in range(2))
    assert first == second
    assert gzip.decompress(first.zipped) == first.plain
    assert first.etag(zipped=True) != first.etag(zipped=False)


def test_the_longest_unused_goes_as_soon_as_there_are_too_many_bytes() -> None:
    size = Vormen().of(a_calendar("A"))[1].size
    vormen = Vormen(most=3 * size + size // 2)
    keys = [vormen.of(a_calendar(naam))[0] for naam in "ABC"]
    vormen.get(keys[0])

    keys.append(vormen.of(a_calendar("D"))[0])

    assert [vormen.get(key) is not None for key in keys] == [True, False, True, True]
    assert kept(vormen) == vormen._size <= vormen._most


def test_one_larger_than_all_the_room_is_kept_alone() -> None:
    vormen = Vormen(most=10)
    vormen.of(a_calendar("A"))
    key, _ = vormen.of(a_calendar("B", count=50))
    assert [*vormen._known] == [key]
    assert kept(vormen) == vormen._size


def test_ten_thousand_different_ones_take_no_more_room_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "render_feed", lambda feed, huis, bot: huis.encode() * 1000)
    vormen = Vormen(most=500_000)
    for number in range(10_000):
        vormen.of(a_calendar(huis=f"{number:05}"))
        assert vormen._size <= 500_000
    assert kept(vormen) == vormen._size


@pytest.mark.parametrize("most", [16 * 1024 * 1024, 10_000])
def test_many_threads_at_once_write_it_once_and_count_right(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    written: list[str] = []
    render = web.render_feed

    def counted(feed: Feed, huis: str, bot: str | None) -> bytes:
        written.append(feed.naam)
        return render(feed, huis, bot)

    monkeypatch.setattr(web, "render_feed", counted)
    vormen = Vormen(most=most)

    def work(thread: int) -> None:
        for turn in range(40):
            vormen.of(a_calendar(str(turn)))

    with often_interrupted():
        assert in_threads(8, work) == [None] * 8
    assert kept(vormen) == vormen._size <= most
    if most > 10_000:
        assert len(written) == 40


@pytest.mark.parametrize(
    ("said", "has"),
    [
        ('"{tag}"', True),
        ('W/"{tag}"', True),
        ('"{tag}-gzip"', True),
        ('"a","{tag}"', True),
        ('"a" , W/"{tag}-gzip"', True),
        ("*", True),
        ("  *  ", True),
        ("", False),
        ("{tag}", False),
        ('"{tag}', False),
        ('"{tag}-br"', False),
        ('"*"', False),
        ('"x{tag}"', False),
        ('"a, {tag}"', False),
    ],
)
def test_a_client_has_what_one_of_its_tags_names(said: str, has: bool) -> None:
    vorm = Vorm.of(b"inhoud")
    assert vorm.is_among(said.replace("{tag}", vorm.tag)) is has


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("", False),
        ("identity", False),
        ("gzip", True),
        ("GZip", True),
        ("x-gzip", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=0.001", True),
        ("gzip ; q = 1", True),
        ("gzip;q=1.0.0", False),
        ("gzip;q=.", False),
        ("gzip;q=-1", False),
        ("gzip;q=nan", False),
        ("gzip;level=9", False),
        ("*", True),
        ("*;q=0", False),
        ("*;q=0, gzip", True),
        ("gzip;q=0, *", False),
        ("br, deflate", False),
        ("br;q=1.0, gzip;q=0.5, *;q=0", True),
        (",,gzip,,", True),
        ("gzip gzip", False),
        ("\xff", False),
        ("g" * 16_000, False),
        ("," * 16_000, False),
        (" " * 16_000, False),
        ("a;q=" * 4_000, False),
    ],
)
def test_packed_is_only_for_who_says_so(said: str, takes: bool) -> None:
    assert takes_gzip(said) is takes
