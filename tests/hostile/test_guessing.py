"""Whoever guesses at passwords waits longer and longer; an editor on deadline is not kept out by it."""

import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from corrections.actions.accounts import desk_account
from corrections.actions.sign_in import ADDRESS, NAME, PAIR, Wait, admit, forgive
from corrections.models import SLOTS, Attempts, slot_of
from corrections.views.sign_in import COOKIE

RIGHT = "first programmer"
DOORS = ("/sign-in/", "/admin/login/")


def attempt(client=None, name="ada", password="guess", address="192.0.2.1", door="/sign-in/", **more):
    client = client or Client()
    return client.post(door, {"username": name, "password": password}, REMOTE_ADDR=address, **more)


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """A function: so much time goes by. Without it none does, however busy the machine is."""
    clock = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])

    def later(**time):
        clock[0] += timedelta(**time)

    return later


@pytest.mark.parametrize("door", DOORS)
def test_a_few_mistakes_are_free_and_then_one_waits(later, editor, door):
    statuses = [attempt(door=door).status_code for _ in range(PAIR.free)]
    assert statuses == [200] * PAIR.free
    response = attempt(door=door, password=RIGHT)
    assert (response.status_code, response["Retry-After"]) == (429, "5")
    assert "Too many attempts to sign in. Wait 5 seconds, then try again" in response.content.decode()
    assert "sessionid" not in response.cookies
    if door == "/sign-in/":
        # The name stands there still: what is to be typed again is the password.
        assert re.findall(r'name="(\w+)"[^>]* autofocus', response.content.decode()) == ["password"]
    later(seconds=6)
    assert attempt(door=door, password=RIGHT).status_code == 302


def test_both_doors_count_together(editor):
    for door in (*DOORS, *DOORS, *DOORS)[: PAIR.free]:
        attempt(door=door)
    assert [attempt(door=door, password=RIGHT).status_code for door in DOORS] == [429, 429]


def test_each_further_mistake_doubles_the_wait_to_a_quarter_of_an_hour(later, editor):
    for _ in range(PAIR.free):
        attempt()
    waits = []
    for _ in range(11):
        waits.append(int(attempt()["Retry-After"]))
        later(seconds=waits[-1])
        assert attempt().status_code == 200
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]


def test_who_waits_is_not_made_to_wait_longer_by_asking(editor):
    for _ in range(PAIR.free):
        attempt()
    before = list(Attempts.objects.values())
    assert {attempt().status_code for _ in range(20)} == {429}
    assert list(Attempts.objects.values()) == before


def test_after_an_hour_all_is_forgotten_and_swept(later, editor):
    for number in range(4):
        attempt(name=f"nobody-{number}")
    assert Attempts.objects.count() == 4 + 1 + 4
    later(hours=1, seconds=1)
    attempt()
    assert set(Attempts.objects.values_list("count", flat=True)) == {1}
    assert Attempts.objects.count() == 3


def test_a_password_that_was_right_forgets_what_went_before(editor):
    for _ in range(PAIR.free - 1):
        attempt()
    assert attempt(password=RIGHT).status_code == 302
    assert [attempt().status_code for _ in range(PAIR.free)] == [200] * PAIR.free


# Nobody is kept out


def test_a_clock_that_is_set_back_keeps_nobody_out(later, editor):
    for _ in range(PAIR.free):
        attempt()
    later(days=-1)
    assert attempt(password=RIGHT).status_code == 302


def test_a_stranger_keeps_nobody_out_who_is_elsewhere(editor):
    for _ in range(PAIR.free + 1):
        attempt()
    assert attempt(password=RIGHT, address="192.0.2.2").status_code == 302


def test_one_stranger_with_all_the_patience_there_is_does_not_reach_the_names_own_limit(editor):
    now = timezone.now()
    until, tries = now + timedelta(days=2), 0
    while now < until:
        try:
            admit("ada", address="192.0.2.1", device="", now=now)
            tries += 1
        except Wait as wait:
            now += timedelta(seconds=wait.seconds)
    admit("ada", address="192.0.2.2", device="", now=now)  # whoever is elsewhere
    assert tries < 250  # guesses in two days


def test_many_strangers_make_new_devices_wait_a_minute_at_most_and_known_ones_not_at_all(later, editor):
    known = Client()
    assert attempt(known, password=RIGHT).status_code == 302
    known.cookies.pop("sessionid")
    for number in range(NAME.free + 12):
        attempt(address=f"198.51.100.{number}")
        later(seconds=NAME.most)
    attempt(address="203.0.113.1")
    response = attempt(password=RIGHT, address="203.0.113.2")
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert attempt(known, password=RIGHT).status_code == 302
    later(seconds=61)
    assert attempt(password=RIGHT, address="203.0.113.2").status_code == 302


def test_a_known_device_is_spared_for_its_own_account_alone(later, editor, other_editor):
    known = Client()
    attempt(known, password=RIGHT)
    for _ in range(ADDRESS.free):
        attempt(name="grace", address="192.0.2.9")
        later(seconds=PAIR.most)
    for _ in range(PAIR.free):
        attempt(name="grace")
    assert attempt(known, name="grace", password="first compiler").status_code == 429
    assert attempt(known, password=RIGHT).status_code == 302


def test_a_known_device_is_no_way_to_guess_on(editor):
    known = Client()
    attempt(known, password=RIGHT)
    assert [attempt(known, address=f"192.0.2.{n}").status_code for n in range(PAIR.free)] == [200] * PAIR.free
    assert attempt(known, password=RIGHT, address="192.0.2.99").status_code == 429


def test_what_names_a_known_device_cannot_be_made_or_read_by_pages(editor):
    known = Client()
    cookie = attempt(known, password=RIGHT).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    (kept,) = signing.loads(cookie.value, salt=COOKIE)
    assert re.fullmatch("[0-9a-f]{16}", kept)  # a hash of the name
    for made in (cookie.value[:-1], cookie.value + "a", "", "x", "e30:x:y", '"\\000"', "ada"):
        client = Client()
        client.cookies[COOKIE] = made
        for _ in range(PAIR.free):
            attempt(client, address="192.0.2.3")
        assert attempt(client, password=RIGHT, address="192.0.2.3").status_code == 429
        Attempts.objects.all().delete()


def test_a_stolen_guess_does_not_help_who_has_an_account(editor, other_editor):
    """Between two guesses to sign in rightly with one's own account takes nothing back of what was guessed."""
    for number in range(ADDRESS.free - 1):
        attempt(name=f"nobody-{number}")
        assert attempt(name="grace", password="first compiler").status_code == 302
    attempt(name="nobody")
    assert attempt(name="grace", password="first compiler").status_code == 429


# From where


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"),  # one subscriber's
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "not an address"),
    ],
)
def test_addresses_that_are_one_are_counted_as_one(editor, one, other):
    for _ in range(PAIR.free):
        attempt(address=one)
    assert attempt(address=other).status_code == 429


def test_what_a_request_says_of_its_address_counts_for_nothing(editor):
    for number in range(PAIR.free):
        attempt(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}", HTTP_X_REAL_IP="192.0.2.9", HTTP_FORWARDED="for=192.0.2.9")
    assert attempt(HTTP_X_FORWARDED_FOR="192.0.2.200").status_code == 429


def test_behind_a_trusted_proxy_the_address_is_what_the_proxy_added(editor, settings):
    settings.TRUSTED_PROXY = True
    for number in range(PAIR.free):
        attempt(address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 203.0.113.7")
    assert attempt(address="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.99, 203.0.113.7").status_code == 429
    assert attempt(address="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.8", password=RIGHT).status_code == 302


def test_who_tries_many_names_from_one_address_waits(editor):
    statuses = [attempt(name=f"nobody-{number}").status_code for number in range(ADDRESS.free)]
    assert set(statuses) == {200}
    assert attempt(name="another").status_code == 429
    assert attempt(password=RIGHT, address="192.0.2.2").status_code == 302


# What is kept and told


def test_nothing_typed_is_kept_or_logged(editor, caplog):
    caplog.set_level(logging.DEBUG)
    for _ in range(PAIR.free + 1):
        attempt(name="my-password-in-the-wrong-field", password="hunter2hunter2")
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "Signing in is held back for 5 seconds, after many attempts from 192.0.2.1." in told
    assert "hunter2" not in told
    assert "my-password" not in told
    assert {field.name for field in Attempts._meta.fields} == {"slot", "count", "wait_until", "forgotten_at"}


def test_unknown_names_take_a_number_of_rows_that_has_an_end():
    slots = {slot_of(sort, f"name-{n}") for sort in range(4) for n in range(5000)}
    assert all(0 <= slot < 4 * SLOTS for slot in slots)
    assert slot_of(0, "a", "bc") != slot_of(0, "ab", "c")


def test_a_name_that_nobody_has_gets_the_same_answers(editor):
    User.objects.create_user("left", password="long gone", is_active=False)
    desk_account()
    said = {}
    for number, name in enumerate(("ada", "nobody", "left", "desk")):
        answers = [attempt(name=name, address=f"192.0.2.{number}") for _ in range(PAIR.free + 1)]
        said[name] = [
            (one.status_code, one.headers.get("Retry-After"), sorted(one.cookies), _plain(one, name)) for one in answers
        ]
    assert said["nobody"] == said["left"] == said["desk"] == said["ada"]


def _plain(response, name):
    """The page without what differs by itself: the token, and the name that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace(f'"{name}"', "")


@pytest.mark.parametrize("name", ["ada", "nobody", "left", "desk"])
def test_a_name_that_nobody_has_costs_the_same_work(editor, monkeypatch, name):
    """A password is hashed once, whoever is named, so that the time tells nothing."""
    User.objects.create_user("left", password="long gone", is_active=False)
    desk_account()
    attempt(name="warm up")
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *said: hashed.append(1) or encode(self, *said)
    )
    with CaptureQueriesContext(connection) as queries:
        attempt(name=name)
    assert (len(hashed), len([one for one in queries if "auth_user" in one["sql"]])) == (1, 1)


# Many at once


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_each_counted(transactional_db):
    """Two dozen that come at once do not each find the door open."""
    now, gate, admitted = timezone.now(), threading.Barrier(8), []

    def guess(_):
        gate.wait()
        try:
            for _ in range(3):
                with suppress(Wait):
                    admitted.append(admit("ada", address="192.0.2.1", device="", now=now))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(8)))
    assert len(admitted) == PAIR.free
    assert sorted(Attempts.objects.values_list("count", flat=True)) == [PAIR.free] * 3
    forgive(admitted[0], now=now)
    assert sorted(Attempts.objects.values_list("count", flat=True)) == [PAIR.free - 1] * 2
