"""One line for each request and each fault, which tells where and never what was written."""

import json
import logging
import re
from urllib.parse import quote

import pytest
from django.test import Client

from newsroom.log_lines import TextLine
from tests.serving.failing import WITHHELD

pytestmark = pytest.mark.django_db


def test_a_request_is_one_line_with_a_number_that_the_answer_carries(client, log):
    response = client.get("/corrections/?q=a+secret+search")
    (line,) = log()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line.pop("ms") > 0
    number = line.pop("request_id")
    assert re.fullmatch(r"[0-9a-f]{16}", number)
    assert line == {
        "level": "INFO",
        "logger": "newsroom.request",
        "event": "request",
        "method": "GET",
        "path": "/corrections/",
        "status": 200,
    }
    assert response.headers["X-Request-ID"] == number
    assert client.get("/").headers["X-Request-ID"] != number


def test_who_is_signed_in_is_told_by_number_and_never_by_name(client, editor, log):
    client.force_login(editor)
    client.get("/desk/")
    (line,) = log()
    assert line["user"] == editor.pk
    assert line.pop("request_id")  # by chance, any three letters of a to f stand in it
    assert "ada" not in json.dumps(line)


def test_the_log_asks_for_no_session(client, editor, log, django_assert_num_queries):
    client.force_login(editor)
    client.get("/robots.txt")
    with django_assert_num_queries(0):
        client.get("/robots.txt")
    assert "user" not in log()[-1]


@pytest.mark.parametrize("number", ["abcdef01", "5F0c-1_2" * 8])
def test_a_plain_number_is_taken_over(client, log, number):
    assert client.get("/", headers={"X-Request-ID": number}).headers["X-Request-ID"] == number
    assert log()[0]["request_id"] == number


@pytest.mark.parametrize("number", ["", "short", "a" * 65, 'a"b<script>', "abcdefgh\n", "abcdefgh ijkl", "абвгдежз"])
def test_any_other_is_replaced(client, log, number):
    told = client.get("/", headers={"X-Request-ID": number}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", told)
    assert log()[0]["request_id"] == told


FORGED = '\n{"level": "ERROR", "event": "forged"}\r\n\x1b[2J\u2028\x85'


def test_no_stranger_writes_a_line(client, log):
    client.get(f"/articles/{quote(FORGED)}/", headers={"User-Agent": FORGED, "Referer": FORGED})
    client.get("/", headers={"Host": f"desk.example.org{FORGED}"})
    client.post("/sign-in/", {"username": FORGED, "password": FORGED, FORGED: FORGED})
    lines = log()
    assert [line["status"] for line in lines if line["logger"] == "newsroom.request"] == [404, 400, 200]
    assert "forged" not in {line["event"] for line in lines}
    assert all(json.dumps(line).isascii() for line in lines)


def test_a_long_address_is_cut(client, log):
    client.get(f"/articles/{'a' * 9000}/")
    (line,) = log()
    assert (line["status"], len(line["path"])) == (404, 503)


def test_no_password_no_cookie_no_form_and_no_search_is_written(editor, log, storm):
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/?next=/desk/search/%3Fq=hush-hush")
    token = client.cookies["csrftoken"].value
    form = {"username": "ada", "password": "first programmer", "csrfmiddlewaretoken": token}
    client.post("/sign-in/", form | {"password": "wrong guess"})
    client.post("/sign-in/", form)
    token, session = client.cookies["csrftoken"].value, client.cookies["sessionid"].value
    client.get("/desk/search/?q=hush-hush")
    note = {"exact": "40", "replacement": "50", "wording": "It was hush-hush."}
    note |= {"kind": "correction", "severity": "standard"}
    assert client.post("/desk/articles/storm/notes/new/", note | {"csrfmiddlewaretoken": token}).status_code == 302
    # Refused, and Django quotes the whole referrer.
    client.post("/desk/articles/storm/notes/new/", note)
    referrer = {"Referer": "https://elsewhere.example/?q=hush-hush"}
    client.post("/sign-in/", form | {"csrfmiddlewaretoken": token}, secure=True, headers=referrer)
    lines = log()
    assert all(line.pop("request_id") for line in lines)  # by chance, "ada" stands in it
    written = json.dumps(lines)
    assert written.count('"status": 403') == 2
    assert "Referer checking failed - https://elsewhere.example/?..." in written
    for secret in ("first programmer", "wrong guess", token, session, "hush-hush", "ada"):
        assert secret not in written


# Faults


@pytest.fixture
def failing(settings, client):
    settings.ROOT_URLCONF = "tests.serving.failing"
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "kind", "place"),
    [
        ("/quote/", "ValueError", "in quote"),
        ("/row/", "django.db.utils.IntegrityError: ", "in row"),
        ("/value/", "django.db.utils.DataError", "in value"),
        ("/beyond/", "AttributeError: 'NoneType' object has no attribute 'upper'", "in beyond"),
    ],
)
def test_a_fault_tells_where_it_was_in_one_line_and_the_page_its_number(failing, log, address, kind, place):
    response = failing.get(address)
    fault, request = log()
    assert (response.status_code, request["status"]) == (500, 500)
    assert (fault["level"], fault["event"]) == ("ERROR", f"Internal Server Error: {address}")
    assert fault["traceback"][0].startswith(kind)
    assert any(line.endswith(place) for line in fault["traceback"])
    number = response.headers["X-Request-ID"]
    assert fault["request_id"] == request["request_id"] == number
    assert f"tell your administrator this number: <code>{number}</code>" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert WITHHELD not in json.dumps([fault, request])


def test_a_fault_tells_what_was_handled_before_and_where_that_was_in_its_process(failing, log):
    failing.get("/beyond/")
    traceback = log()[0]["traceback"]
    assert "while handling ValueError" in traceback
    assert any(line.endswith("in answered") for line in traceback)
    assert WITHHELD not in json.dumps(traceback)


def test_words_for_people_are_one_line_too_and_a_traceback_follows():
    try:
        int(WITHHELD)
    except ValueError as error:
        fault = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("newsroom", logging.ERROR, "", 1, "Went wrong: %s", ("a\nb",), fault)
    record.told = {"path": "/a b\n/", "status": 500}
    lines = TextLine().format(record).split("\n")
    assert re.fullmatch(r'\S+Z ERROR newsroom "Went wrong: a\\nb" path="/a b\\n/" status=500', lines[0])
    assert lines[1] == "    ValueError"
    assert re.fullmatch(r'    File ".*test_the_log.py", line \d+, in test_words_for_people\w+', lines[2])
    assert len(lines) == 3
