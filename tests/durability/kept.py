"""Whether all that was acknowledged is there, and nothing is there by half: asked in SQL, past the product's models."""

import sqlite3
from collections.abc import Iterable
from contextlib import contextmanager

import psycopg

from tests.durability.writers import Deed

# Each finds rows that lack what belongs to them; none may.
HALVES = {
    "an article without a revision": """SELECT slug FROM corrections_article a WHERE NOT EXISTS
        (SELECT 1 FROM corrections_revision WHERE article_id = a.id)""",
    "a revision without its rendering": """SELECT id FROM corrections_revision r WHERE NOT EXISTS
        (SELECT 1 FROM corrections_rendering WHERE revision_id = r.id)""",
    "an article whose words are not those of its latest revision": """SELECT a.slug FROM corrections_article a
        LEFT JOIN corrections_articlewords w ON w.article_id = a.id WHERE w.revision_id IS NULL OR w.revision_id <>
        (SELECT id FROM corrections_revision WHERE article_id = a.id ORDER BY number DESC LIMIT 1)""",
    "a note without its places": """SELECT id FROM corrections_correctionnote n WHERE NOT EXISTS
        (SELECT 1 FROM corrections_span WHERE note_id = n.id)""",
    "a note without its source": """SELECT id FROM corrections_correctionnote n WHERE NOT EXISTS
        (SELECT 1 FROM corrections_source WHERE note_id = n.id)""",
    "a note that was never drafted": """SELECT id FROM corrections_correctionnote n WHERE NOT EXISTS
        (SELECT 1 FROM corrections_noteevent WHERE note_id = n.id AND state = 'drafted')""",
    "a publication without its event": """SELECT id FROM corrections_correctionnote n WHERE status = 'published'
        AND (SELECT COUNT(*) FROM corrections_noteevent WHERE note_id = n.id AND state = 'published') <> 1""",
    "an event of publication without one": """SELECT n.id FROM corrections_correctionnote n JOIN corrections_noteevent e
        ON e.note_id = n.id AND e.state = 'published' WHERE n.status <> 'published'""",
    "a publication that is not once in the ledger": """SELECT id FROM corrections_correctionnote n
        WHERE status = 'published' AND (SELECT COUNT(*) FROM corrections_ledgerentry WHERE note_id = n.id
        AND what = 'note') <> 1""",
    "a publication that is not once in the log": """SELECT id FROM corrections_correctionnote n
        WHERE status = 'published' AND (SELECT COUNT(*) FROM corrections_logentry WHERE note_id = n.id) <> 1""",
    "a publication that readers were not told of": """SELECT n.id FROM corrections_correctionnote n
        JOIN corrections_article a ON a.id = n.article_id WHERE n.status = 'published'
        AND (a.public_state = 0 OR a.public_state > (SELECT number FROM corrections_publicstate))""",
    "a public page without its entry": """SELECT slug FROM corrections_article a WHERE published_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM corrections_ledgerentry WHERE article_id = a.id AND what = 'page')""",
    "a ledger whose head is another": """SELECT entries FROM corrections_ledgerhead WHERE entries <>
        (SELECT COUNT(*) FROM corrections_ledgerentry) OR hash <>
        (SELECT hash FROM corrections_ledgerentry ORDER BY sequence DESC LIMIT 1)""",
    "tallies that are not the log's": """SELECT 1 WHERE (SELECT COUNT(*) FROM corrections_logentry) <>
        (SELECT COALESCE(SUM(listed), 0) FROM corrections_monthtally)""",
    "two notes of one name": "SELECT uid FROM corrections_correctionnote GROUP BY uid HAVING COUNT(*) > 1",
    "one text twice": """SELECT article_id FROM corrections_revision GROUP BY article_id, sha256
        HAVING COUNT(*) > 1""",
}
_NOTES = """SELECT n.uid, n.id, n.status, n.wording, n.memo, n.amends_id, s.quote_exact, s.replacement, o.url
    FROM corrections_correctionnote n JOIN corrections_span s ON s.note_id = n.id AND s.carried_from_id IS NULL
    JOIN corrections_source o ON o.note_id = n.id"""
_TEXTS = """SELECT a.slug, r.sha256, r.source, a.published_at FROM corrections_revision r
    JOIN corrections_article a ON a.id = r.article_id"""


class Kept:
    """What a database holds, by its DATABASE_URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    @contextmanager
    def _reading(self):
        """One moment of it."""
        if self.url.startswith("sqlite"):
            base = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)
            base.execute("BEGIN")
        else:
            base = psycopg.connect(self.url)
            base.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            yield lambda sql, *values: base.execute(
                sql if self.url.startswith("sqlite") else sql.replace("?", "%s"), values
            ).fetchall()
        finally:
            base.close()

    def key_of(self, uid: str) -> int:
        """The key of the note of this name."""
        with self._reading() as ask:
            return ask("SELECT id FROM corrections_correctionnote WHERE uid = ?", self._uid(uid))[0][0]

    def faults(self, deeds: Iterable[Deed], unknown: Iterable[Deed] = ()) -> list[str]:
        """What is not there of what was acknowledged, and what is there by half. unknown: what was sent besides, which
        may be there or not."""
        deeds = list(deeds)
        with self._reading() as ask:
            told = [f"{name}: {rows[:3]}" for name, sql in HALVES.items() if (rows := ask(sql))]
            if self.url.startswith("sqlite") and (said := ask("PRAGMA integrity_check")) != [("ok",)]:
                told.append(f"integrity_check: {said}")
            notes = {str(row[0]).replace("-", ""): row[1:] for row in ask(_NOTES)}
            texts = {(slug, sha): (source, at) for slug, sha, source, at in ask(_TEXTS)}
        newest = {deed.kept["uid"]: deed for deed in deeds if deed.kind in ("draft", "change", "amend")}
        changing = {deed.kept["uid"]: deed for deed in unknown if deed.kind == "change"}
        for uid, deed in newest.items():
            row = notes.get(uid.replace("-", ""))
            if row is None:
                told.append(f"a note is not there: {deed}")
            elif row[2:] not in [_row_of(one) for one in (deed, changing.get(uid)) if one]:
                told.append(f"a note has not all of its words: {row} for {deed}")
        for deed in deeds:
            if deed.kind == "publish" and notes[deed.kept["uid"].replace("-", "")][1] != "published":
                told.append(f"a publication is not there: {deed}")
            if deed.kind == "import":
                source, at = texts.get((deed.kept["slug"], deed.kept["sha256"]), (None, None))
                if source is None or (deed.kept["public"] and at is None):
                    told.append(f"a text is not there, or its page is not public: {deed}")
        return told

    def counts(self) -> dict[str, int]:
        """How much there is."""
        with self._reading() as ask:
            named = {
                "articles": "article",
                "revisions": "revision",
                "notes": "correctionnote",
                "entries": "ledgerentry",
            }
            return {name: ask(f"SELECT COUNT(*) FROM corrections_{table}")[0][0] for name, table in named.items()}

    def _uid(self, uid: str) -> str:
        return uid.replace("-", "") if self.url.startswith("sqlite") else uid


def _row_of(deed: Deed) -> tuple:
    """What is kept of a note that was sent."""
    return tuple(deed.kept.get(name) for name in ("wording", "memo", "amends", "quote", "right", "url"))
