"""What is sent is bounded before it is read: by the real server on a socket, and form by form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.hostile.serving import said, server

MOST = 3 * 1024 * 1024 + 64 * 1024
FORM = "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
# Whoever has this cookie gets his body read, to look for the token in it.
FORM += "Cookie: csrftoken=abcdefghijklmnopqrstuvwxyzabcdef\r\n"
ADDRESSES = ("/sign-in/", "/admin/login/", "/desk/new-article/", "/", "/nowhere/", "/static/corrections/css/public.css")


@pytest.fixture(scope="module", params=["wsgi newsroom.wsgi:application", "asginl newsroom.asgi:application"])
def port(request, tmp_path_factory):
    with server(tmp_path_factory.mktemp("server"), *request.param.split()) as port:
        yield port


def head(address, *more):
    return (FORM.format(address) + "".join(f"{line}\r\n" for line in more) + "\r\n").encode()


@pytest.mark.parametrize("length", [MOST + 1, 99_999_999_999, "9" * 18])
def test_too_long_a_body_is_refused_before_it_comes(port, length):
    for address in ADDRESSES:
        # A trickle of three bytes, and then nothing: who waited for the rest would answer nothing.
        status, answer = said(port, head(address, f"Content-Length: {length}"), b"--x")
        assert (address, status) == (address, 413)
        assert b"content-security-policy: default-src 'none'" in answer


def test_a_body_in_chunks_is_never_read_without_end(port):
    # 411 where none is read; 413 once more came than is taken. Nobody waits for the last chunk.
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    status, _ = said(port, head("/sign-in/", "Transfer-Encoding: chunked"), *[chunk] * 5)
    assert status in (411, 413)


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: -1",),
        ("Content-Length: 1e9",),
        ("Content-Length: 3", "Content-Length: 99"),
        ("Content-Length: 9" + "9" * 5000,),
    ],
)
def test_a_length_that_is_none_is_no_way_in(port, lines):
    status, _ = said(port, head("/sign-in/", *lines), b"--x")
    assert status in (400, 413)


def test_two_lengths_smuggle_no_second_request(port):
    # In front of it a proxy may read one length and the server the other: what is left would be the next one's request.
    hidden = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    lines = f"Content-Length: {len(hidden)}", "Transfer-Encoding: chunked"
    _, answer = said(port, head("/sign-in/", *lines), hidden)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"ok\n" not in answer


def test_the_length_that_is_taken_is_just_what_a_form_may_have(db):
    client = Client()
    text = "a" * (MOST - len("username="))
    sent = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in/", f"username={text}", **sent).status_code == 200
    assert client.post("/sign-in/", f"username={text}a", **sent).status_code == 413


def test_a_file_that_is_too_large_is_refused_by_a_stranger_and_an_editor(desk, counted):
    before = counted()
    file = SimpleUploadedFile("a.md", b"a" * (MOST + 1))
    for client in (Client(), desk):
        for address in ADDRESSES:
            response = client.post(address, {"file": file})
            assert (address, response.status_code) == (address, 413)
            assert b"This is too much at once" in response.content
            file.seek(0)
    assert counted() == before


def test_a_file_between_what_is_taken_and_what_is_sent_is_refused_with_a_sentence(desk, counted):
    before = counted()
    response = desk.post("/desk/new-article/", {"file": SimpleUploadedFile("a.md", b"a" * (1024 * 1024 + 1))})
    assert response.status_code == 422
    assert b"The file is larger than 1 MiB. Split it and import the parts." in response.content
    assert counted() == before


def test_a_form_has_no_end_of_fields_and_files(desk, counted):
    before = counted()
    fields = "&".join(["a=1"] * 1001)
    sent = {"content_type": "application/x-www-form-urlencoded"}
    assert desk.post("/desk/new-article/", fields, **sent).status_code == 400
    assert desk.post("/desk/new-article/", {f"f{n}": f"{n}" for n in range(1001)}).status_code == 400
    files = {f"f{n}": SimpleUploadedFile(f"{n}.md", b"# A\n") for n in range(101)}
    assert desk.post("/desk/new-article/", files).status_code == 400
    assert desk.get("/desk/?" + fields).status_code == 400
    assert counted() == before
