"""Explorer of pictures of one's own: files of every kind, the brush, the controls at their ends."""

import datetime
import html
import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hopfield_lib import data, explore, images
from hopfield_lib.explore import pad

SIDE = explore.OWN_SIDE


def generator(seed=1):
    return np.random.default_rng(seed)


def file_of(picture, kind="png", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def arrow(size=(60, 90), colour=(20, 30, 90), paper=(220, 220, 200)):
    """Return a portrait with an arrow that points up: dark, wide at the top."""
    picture = Image.new("RGB", size, paper)
    ImageDraw.Draw(picture).polygon([(30, 20), (5, 55), (55, 55)], fill=colour)
    return picture


def noise(shape, seed=0):
    return generator(seed).integers(0, 256, shape, dtype=np.uint8)


# ------------------------------------------------------------------------------- one's own picture


@pytest.mark.parametrize(("kind", "size"), [("png", (300, 200)), ("jpeg", (200, 300)), ("png", (SIDE, SIDE))])
def test_a_picture_of_any_size_becomes_a_small_square_of_greys(kind, size):
    greys = explore.own_greys(file_of(arrow().resize(size), kind))
    assert greys.shape == (SIDE, SIDE)
    assert greys.dtype == np.uint8


@pytest.mark.parametrize(
    "pixels", [np.array([[0, 255], [255, 0]]), np.array([[0, 255, 90]] * 3), noise((1, 2))]
)
def test_a_very_small_picture_is_enlarged(pixels):
    greys = explore.own_greys(file_of(Image.fromarray(pixels.astype(np.uint8))))
    assert greys.shape == (SIDE, SIDE)
    assert len(np.unique(greys)) > 1 if pixels.shape[0] > 1 else True


def test_a_portrait_is_cut_to_its_central_square():
    picture = Image.new("L", (100, 300), 0)
    picture.paste(255, (0, 100, 100, 200))
    picture.paste(90, (0, 100, 50, 200))
    greys = explore.own_greys(file_of(picture))
    assert (greys[:, : SIDE // 2 - 1] == 90).all()
    assert (greys[:, SIDE // 2 + 1 :] == 255).all()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_held_sideways_stands_upright(orientation):
    turned = {1: 0, 3: 180, 6: 90, 8: 270}[orientation]
    marks = Image.Exif()
    marks[0x0112] = orientation
    held = arrow().rotate(turned, expand=True)
    greys = explore.own_greys(file_of(held, "jpeg", exif=marks, quality=95))
    upright = explore.own_greys(file_of(arrow()))
    assert np.abs(greys.astype(int) - upright).mean() < 4
    width = (images.binarize(greys).reshape(SIDE, SIDE) == 1).sum(axis=1)
    assert width[20] < width[50] < width[80]  # the arrow is narrow above and wide below


def test_transparent_parts_are_white_paper():
    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((50, 50, 150, 150), fill=(0, 0, 0, 255))
    greys = explore.own_greys(file_of(picture))
    assert greys[0, 0] == 255
    assert greys[SIDE // 2, SIDE // 2] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_common_kind_of_picture_is_read(mode):
    kind = "jpeg" if mode == "CMYK" else "png"
    if mode == "I;16":
        picture = Image.fromarray(np.linspace(0, 65535, 400).reshape(20, 20).astype(np.uint16))
    else:
        picture = arrow().convert(mode)
    greys = explore.own_greys(file_of(picture, kind))
    assert greys.max() > greys.min()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"this is not a picture",
        b"\x89PNG\r\n\x1a\n",
        file_of(arrow())[:60],
        b"%PDF-1.7",
        b"<svg/>",
        bytes(99),
    ],
)
def test_what_is_no_picture_is_refused_in_words_for_a_person(content):
    with pytest.raises(ValueError) as caught:
        explore.own_greys(content)
    words = str(caught.value)
    assert "expected a PNG or JPEG picture" in words
    assert "0x" not in words
    assert "BytesIO" not in words


def test_a_picture_too_large_to_decode_is_refused(monkeypatch):
    monkeypatch.setattr("hopfield_lib.images.files.LARGEST_PICTURE", 5000)
    with pytest.raises(ValueError, match="at most 64 million pixels"):
        explore.own_greys(file_of(arrow()))


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("L", (50, 50), 128),
        Image.new("RGB", (1, 1), "red"),
        Image.new("RGBA", (30, 30), (9, 9, 9, 0)),
        Image.new("1", (64, 64), 1),
    ],
    ids=["grey", "one pixel", "all transparent", "all white"],
)
def test_one_even_grey_is_refused_in_words(picture):
    with pytest.raises(ValueError, match=r"with light and dark parts; .* one even grey, "):
        explore.own_greys(file_of(picture))


# ------------------------------------------------------------------------------------ its explorer

PHOTOS = data.pictures("camera", "coffee")
OTHERS = images.binarize(PHOTOS.images)
CAT = data.pictures("chelsea").images[0]


@pytest.fixture
def own():
    return explore.own_picture_explorer(CAT, OTHERS, ("cat", *PHOTOS.names), seed=1)


def spoken(part):
    """Return the words of a part of the page."""
    return html.unescape(re.sub("<[^>]+>", "", part.value))


def shown(own):
    return own.pad.drawing, repr(own.pad.film), repr(own.still.film), own.words.value


def sent(content, name="mine.png", kind="image/png"):
    """Return a file as the page sends it."""
    return {
        "name": name,
        "type": kind,
        "size": len(content),
        "content": memoryview(content),
        "last_modified": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    }


def choose(own, *arguments):
    own.upload.value = (sent(*arguments),)


def strike(own, rows):
    """Paint black rows, as the page does."""
    cue = np.frombuffer(own.pad.drawing, np.uint8).reshape(SIDE, SIDE).copy()
    cue[rows] = pad.BLACK
    own.pad.set_state({"drawing": memoryview(cue.tobytes())})
    return pad.as_spins(cue).ravel()


def test_before_a_file_is_chosen_the_sample_is_there(own):
    assert spoken(own.words) == "30 % of the pixels of cat flipped; the recall ends in “cat”."
    assert own.complaint.value == ""
    assert (own.share.value, own.draws.seed.value) == (30, 1)
    assert own.pad.film["bars"]["names"] == ["cat", "camera", "coffee"]


def test_it_shows_what_the_plain_function_computes(own):
    stored = images.binarize(CAT)
    run = explore.noisy_recall(np.vstack([stored, OTHERS]), 0, 0.3, rng=generator(1))
    assert own.pad.drawing == pad.as_greys(run.states[0]).tobytes()
    assert own.pad.film["frames"] == pad.as_greys(run.states).tobytes()
    assert own.still.film["frames"] == CAT.tobytes() + pad.as_greys(stored).tobytes()
    captions = own.pad.film["captions"]
    assert captions[0] == "after 0 updates: overlap with cat +0.400, 4,915 pixels wrong"
    assert captions[-1] == f"after {run.visits[-1]:,} updates: overlap with cat +1.000, 0 pixels wrong"


@pytest.mark.parametrize(("share", "end"), [(0, "“cat”"), (100, "“cat” reversed"), (70, "“cat” reversed")])
def test_the_share_goes_from_end_to_end_and_back_to_the_same(own, share, end):
    before = shown(own)
    own.share.value = share
    assert spoken(own.words) == f"{share} % of the pixels of cat flipped; the recall ends in {end}."
    assert shown(own) != before
    own.share.value = 30
    assert shown(own) == before


def test_every_share_is_shown_and_told(own):
    for share in (1, 49, 50, 51, 99):
        own.share.value = share
        assert spoken(own.words).startswith(f"{share} %")


def test_a_chosen_picture_is_stored_beside_the_others_and_damaged(own):
    choose(own, file_of(arrow()), "arrow.png")
    assert spoken(own.words) == "30 % of the pixels of arrow.png flipped; the recall ends in “arrow.png”."
    assert own.names == ("cat", "arrow.png", "camera", "coffee")
    own.share.value = 100
    assert "“arrow.png” reversed" in spoken(own.words)
    own.which.value = 0
    assert "pixels of cat flipped" in spoken(own.words)


def test_several_files_are_taken_at_once_and_the_oldest_make_room(own):
    own.upload.value = tuple(
        sent(file_of(Image.fromarray(noise((40, 40), seed))), f"{seed}.png") for seed in range(3)
    )
    assert own.names == ("cat", "0.png", "1.png", "2.png", "camera", "coffee")
    assert "“2.png”" in spoken(own.words)
    for seed in range(3, 6):
        choose(own, file_of(Image.fromarray(noise((40, 40), seed))), f"{seed}.png")
    assert own.names == ("cat", "2.png", "3.png", "4.png", "5.png", "camera", "coffee")
    assert [name for name, _ in own.which.options] == ["cat", "2.png", "3.png", "4.png", "5.png"]


@pytest.mark.parametrize(
    "content", [b"no picture", file_of(Image.new("L", (20, 20), 7)), b""], ids=["text", "even grey", "empty"]
)
def test_a_file_that_cannot_be_used_is_told_and_the_picture_before_stays(own, content):
    choose(own, file_of(arrow()), "arrow.png")
    before = shown(own)
    choose(own, content, "<b>bad</b>.png")
    assert own.complaint.value.startswith("&lt;b&gt;bad&lt;/b&gt;.png cannot be used: expected a ")
    assert shown(own) == before
    choose(own, file_of(arrow((61, 90))), "arrow 2.png")
    assert own.complaint.value == ""
    assert "arrow 2.png" in spoken(own.words)


def test_a_bad_file_among_good_ones_is_told_alone(own):
    own.upload.value = (sent(b"bad", "bad.png"), sent(file_of(arrow()), "arrow.png"))
    assert "bad.png cannot be used" in own.complaint.value
    assert "“arrow.png”" in spoken(own.words)


def test_a_file_that_the_page_made_smaller_is_used_and_that_is_told(own):
    choose(own, file_of(arrow()), "arrow.jpg", "application/octet-stream; from=12345678")
    assert own.complaint.value == "arrow.jpg has 12.3 MB; your browser made it smaller before it sent it."
    assert "“arrow.jpg”" in spoken(own.words)


def test_a_file_too_large_that_no_page_can_read_is_told(own):
    before = shown(own)
    choose(own, b"", "film.mov", "application/octet-stream; from=98765432")
    assert own.complaint.value.startswith("film.mov cannot be used: expected at most 4 MB, or a picture")
    assert "this file has 98.8 MB" in own.complaint.value
    assert shown(own) == before


def test_an_upload_taken_back_leaves_the_picture(own):
    choose(own, file_of(arrow()), "arrow.png")
    before = shown(own)
    own.upload.value = ()
    assert shown(own) == before


def test_a_picture_that_is_stored_already_is_recalled_too(own):
    choose(own, file_of(Image.fromarray(PHOTOS.images[0])), "again.png")
    assert "cannot" not in own.complaint.value
    assert "ends in" in spoken(own.words)


def test_a_stroke_is_recalled_at_once_until_the_cue_is_made_anew(own):
    first = shown(own)
    own.share.value = 0
    cue = strike(own, slice(40, 60))
    assert np.array_equal(pad.as_spins(own.pad.film["frames"][: SIDE**2]), cue)
    assert spoken(own.words) == "cat, damaged by hand; the recall ends in “cat”."
    strike(own, slice(0, SIDE))
    assert "cat, damaged by hand; the recall ends in " in spoken(own.words)
    own.draws.reset.click()
    assert shown(own) == first


def test_draws_count_the_ends_of_their_seeds_and_new_noise_is_new(own):
    own.draws.draws.click()
    assert spoken(own.draws.told) == "20 draws, seeds 1 to 20: 20 × “cat”."
    before = shown(own)
    own.draws.noise.click()
    assert own.draws.told.value == ""
    assert shown(own)[0] != before[0]


def test_the_brush_reaches_the_pad(own):
    own.ink.value, own.brush.value = pad.INVERT, 32
    assert (own.pad.ink, own.pad.brush) == (-1, 32)


@pytest.mark.parametrize(
    ("others", "arguments", "error", "words"),
    [
        (OTHERS[:, :100], {"seed": 1}, ValueError, "others: expected 16384 units a row"),
        (OTHERS[0], {"seed": 1}, ValueError, "others: expected shape"),
        (OTHERS, {"seed": -1}, ValueError, "seed: expected"),
        (OTHERS, {"seed": None}, TypeError, "seed: expected"),
        (OTHERS, {"seed": 1, "flipped": 2}, ValueError, "flipped"),
    ],
)
def test_the_explorer_refuses(others, arguments, error, words):
    with pytest.raises(error, match=words):
        explore.own_picture_explorer(CAT, others, ("cat", "a", "b"), **arguments)
