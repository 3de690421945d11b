"""Settings are read strictly: a typing slip stops the site with a hint."""

import base64
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic_site.environment import Environment, mail_settings, read_file
from clinic_site.foundation.exceptions import StartRefused

KEY = base64.b64encode(bytes(range(32))).decode()


def test_flag_reads_the_usual_words() -> None:
    env = Environment({"A": "yes", "B": "0", "C": ""})
    assert [env.flag(name) for name in "ABC"] == [True, False, False]
    assert env.flag("D", default=True) is True


def test_flag_refuses_to_guess() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEMO must be 1 or 0"):
        Environment({"DEMO": "maybe"}).flag("DEMO")


def test_words_drop_blanks() -> None:
    assert Environment({"HOSTS": "a.example, ,b.example"}).words("HOSTS") == [
        "a.example",
        "b.example",
    ]


def test_keys_keep_their_order() -> None:
    keys = Environment({"K": f"new:{KEY},old:{KEY}"}).keys("K", "hint")
    assert list(keys) == ["new", "old"]
    assert keys["new"] == bytes(range(32))


@pytest.mark.parametrize(
    "value", ["", "k1", f":{KEY}", f"much-too-long:{KEY}", "k1:abc", "k1:!!", f"k1:{KEY},k1:{KEY}"]
)
def test_keys_that_cannot_work_are_refused_without_being_shown(value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        Environment({"K": value}).keys("K", "hint")
    assert "abc" not in str(refusal.value)


def test_file_gives_names_and_values(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("# comment=1\nA=1=2\n\nB = x \n")
    assert read_file(file) == {"A": "1=2", "B": "x"}
    assert read_file(tmp_path / "missing") == {}


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (b"", "is empty"),
        (b"\n# nothing but a comment\n", "is empty"),
        (b"DEMO=1\nSECRET_KEY\n", "has no NAME=value on line 2"),
        (b"DEMO=1\n=x\n", "has no NAME=value on line 2"),
        (b"DEMO=1\nSECRET_KEY=\0\0\0\n", "holds zero bytes"),
        (b"DEMO=1\nSECRET_KEY=\xff\xfe\n", "is not text"),
    ],
)
def test_damaged_file_is_refused_with_its_mend(tmp_path: Path, content: bytes, how: str) -> None:
    file = tmp_path / "secrets.env"
    file.write_bytes(content)
    with pytest.raises(StartRefused) as refusal:
        read_file(file)
    assert str(refusal.value).startswith(f"{file} {how}. Restore it from a backup")


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").mkdir()
    with pytest.raises(StartRefused, match="cannot be read"):
        read_file(tmp_path / "secrets.env")


def test_mail_address_is_read_in_full() -> None:
    found = mail_settings("smtp://me%40x:p%2Fw@mail.example:587/?tls=1")
    assert found["EMAIL_HOST_USER"] == "me@x"
    assert found["EMAIL_HOST_PASSWORD"] == "p/w"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        587,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("url", "backend"), [("console:", "console"), ("memory:", "locmem"), ("file:///x", "filebased")]
)
def test_mail_backends_for_a_first_look(url: str, backend: str) -> None:
    assert (
        mail_settings(url)["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    )


def test_unknown_mail_address_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mail_settings("carrier-pigeon://loft")
