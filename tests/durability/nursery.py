"""Servers that cost little to kill: a process that has read all of the product forks one whenever it is asked to.

python -m tests.durability.nursery, then a line on stdin for each wish:

    serve     a server for the product's WSGI application, in a process group of its own; answers "PORT PID"
    verify    the ledger, in a process of its own; answers "ok ENTRIES HEAD", or what does not fit

Unlike the real server it works through texts in its own process, and not in one that is stopped when its time is over:
these never touch the database.
"""

import os
import signal
import sys
import threading
from socketserver import TCPServer
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

THREADS = 4


class Handler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Server(WSGIServer):
    request_queue_size = 64

    def server_bind(self):
        TCPServer.server_bind(self)  # without asking for the name of this machine
        self.server_name, self.server_port = self.server_address
        self.setup_environ()

    def handle_error(self, *_):
        pass  # a client that is gone


def serve(application) -> None:
    server = Server(("127.0.0.1", 0), Handler)
    server.set_app(application)
    say(f"{server.server_port} {os.getpid()}")

    def work():
        while True:
            server.process_request(*server.get_request())

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def verify() -> None:
    from corrections.models import verify

    found = verify()
    say(str(found.fault) if found.fault else f"ok {found.entries} {found.head}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.template.loader import get_template
    from django.urls import get_resolver

    from corrections import answers, bounded
    from corrections.text import Edit, TextRange, prove, read_article, whereabouts
    from newsroom.wsgi import application

    bounded.call = lambda function, *arguments, seconds=None: function(*arguments)
    for name in ("desk/publication.html", "desk/import.html", "desk/note.html"):
        get_template(f"corrections/{name}")
    assert get_resolver().url_patterns
    # What is read when it is first needed is read here, once for all.
    answers._maker()
    text = "# A mill\n\nIt *stood* there in 1921.\n"
    read, edit = read_article(text), Edit("", TextRange(7, 9), "It")
    prove(text, [edit])
    whereabouts(read.text, f"{read.text} It fell.", [], [])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("ready")
    for wish in sys.stdin:
        if os.fork():
            continue
        os.setsid()
        try:
            serve(application) if wish.strip() == "serve" else verify()
        finally:
            os._exit(0)


if __name__ == "__main__":
    main()
