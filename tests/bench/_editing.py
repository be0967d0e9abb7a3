"""Articles that are edited in known ways: where each stretch of the old text stands in the new one is known.

An article is paragraphs of sentences of atoms (words and signs). Whatever the editing does, an atom stays itself, so
that a place's truth is where its atoms went; None when none of them is left.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from corrections import samples


@dataclass(eq=False, slots=True)
class Atom:
    """A word or a sign. glued: no space before it."""

    text: str
    glued: bool = False
    is_word: bool = True


Sentence = list[Atom]
Paragraph = list[Sentence]
Article = list[Paragraph]


@dataclass(frozen=True, slots=True)
class Asked:
    """A place of the old text and its truth, both (start, end) in code points."""

    start: int
    end: int
    truth: tuple[int, int] | None


@dataclass(slots=True)
class Edited:
    """An old and a new text, and places with their truth."""

    old: str
    new: str
    asked: list[Asked]


# -- languages ---------------------------------------------------------------------------------------------------------


class Language:
    """Makes sentences of a language from a vocabulary in which few words are very common."""

    comma, stop, opening, closing, spaced = ",", ".", '"', '"', True
    curly = ("“", "”")

    def __init__(self, pick: random.Random) -> None:
        self.pick = pick
        self.words = self.vocabulary()
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def vocabulary(self) -> list[str]:
        raise NotImplementedError

    def word(self) -> str:
        return self.pick.choices(self.words, cum_weights=self.weights)[0]

    def rare_word(self) -> str:
        return self.pick.choice(self.words[40:])

    def sentence(self, least: int = 5, most: int = 24) -> Sentence:
        pick, atoms = self.pick, []
        for at in range(pick.randint(least, most)):
            chance = pick.random()
            if chance < 0.05 and not (atoms and atoms[-1].text[-1].isdigit()):
                atoms.append(Atom(self.number()))
            elif chance < 0.08 and at:
                atoms += self.quoted([Atom(self.word()) for _ in range(pick.randint(1, 4))])
            else:
                atoms.append(Atom(self.word()))
            if at and pick.random() < 0.08:
                atoms.append(Atom(self.comma, True, False))
        if not atoms[-1].is_word:
            atoms.pop()
        if self.spaced and not atoms[0].text[0].isdigit():
            atoms[0] = Atom(atoms[0].text.capitalize(), atoms[0].glued)
        atoms.append(Atom(self.stop, True, False))
        if pick.random() < 0.06:
            atoms = self.quoted(atoms)
        return atoms

    def number(self) -> str:
        return str(
            self.pick.choice((self.pick.randint(2, 99), self.pick.randint(1990, 2026), self.pick.randint(100, 9999)))
        )

    def quoted(self, atoms: Sentence) -> Sentence:
        atoms = [Atom(atoms[0].text, True, atoms[0].is_word), *atoms[1:]]
        return [Atom(self.opening, False, False), *atoms, Atom(self.closing, True, False)]

    def paragraph(self) -> Paragraph:
        return [self.sentence() for _ in range(self.pick.randint(1, 7))]


class English(Language):
    """The words of the samples, and invented ones."""

    def vocabulary(self) -> list[str]:
        text = " ".join(samples.read(sample.file) for sample in samples.SAMPLES)
        counts: dict[str, int] = {}
        for word in text.split():
            word = word.strip(".,;:!?*()[]\"'“”").lower()
            if word.isalpha():
                counts[word] = counts.get(word, 0) + 1
        real = sorted(counts, key=counts.get, reverse=True)
        parts = "ba re mi ton ver sal ing or lu net can dis pro mar ket ion al ter qui sto".split()
        made = {"".join(self.pick.choices(parts, k=self.pick.randint(2, 4))) for _ in range(1500)}
        return list(dict.fromkeys([*real, *sorted(made)]))


class Chinese(Language):
    """Words of one to four characters, of some 600 that are used often and less often."""

    comma, stop, opening, closing, spaced = "，", "。", '"', '"', False
    characters = (
        "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作"
        "当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定"
        "女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比"
        "住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它"
        "许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办"
        "运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改"
        "议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏须竟急米投深"
    )

    def vocabulary(self) -> list[str]:
        letters = list(dict.fromkeys(self.characters))
        made = list(letters[:60])
        made += ["".join(self.pick.choices(letters, k=self.pick.choice((2, 2, 2, 3, 4)))) for _ in range(1500)]
        return list(dict.fromkeys(made))

    def sentence(self, least: int = 5, most: int = 20) -> Sentence:
        atoms = super().sentence(least, most)
        return [Atom(atom.text, True, atom.is_word) for atom in atoms]


class Japanese(Chinese):
    """Kanji words with kana behind them, and words of katakana."""

    comma, stop = "、", "。"
    opening, closing = '"', '"'
    curly = ("「", "」")

    def vocabulary(self) -> list[str]:
        kanji = list(dict.fromkeys(self.characters))[:300]
        ends = "の は が を に と も で から まで した する って なる など いる です ます へ や".split()
        kana = "アイウエオカキクケコサシスセソタチツテトナニノハヒフホマミムメモラリルレロン"
        made = list(ends)
        for _ in range(1500):
            if self.pick.random() < 0.15:
                made.append("".join(self.pick.choices(kana, k=self.pick.randint(3, 6))))
            else:
                made.append(
                    "".join(self.pick.choices(kanji, k=self.pick.randint(1, 3))) + self.pick.choice(["", "", *ends])
                )
        return list(dict.fromkeys(made))


LANGUAGES: dict[str, type[Language]] = {"English": English, "Chinese": Chinese, "Japanese": Japanese}


def article(language: Language, size: int) -> Article:
    """An article of about that many code points; some of its paragraphs and sentences stand in it several times."""
    pick = language.pick
    boilerplate = [language.paragraph() for _ in range(3)]
    refrain = [language.sentence() for _ in range(3)]
    made: Article = []
    length = 0
    while length < size:
        chance = pick.random()
        if chance < 0.12:
            paragraph = copy(pick.choice(boilerplate))
        elif chance < 0.16:
            paragraph = [language.sentence(1, 5)[:-1]]  # a heading
        else:
            paragraph = language.paragraph()
            if chance < 0.25:
                paragraph.insert(pick.randint(0, len(paragraph)), copy([pick.choice(refrain)])[0])
        made.append(paragraph)
        length += sum(len(atom.text) + 1 for sentence in paragraph for atom in sentence)
    return made


def copy(paragraph: Paragraph) -> Paragraph:
    """The same words as other atoms."""
    return [[Atom(atom.text, atom.glued, atom.is_word) for atom in sentence] for sentence in paragraph]


# -- a text and its places ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Written:
    """A text, and where in it each atom stands."""

    text: str
    places: dict[Atom, tuple[int, int]]
    atoms: list[Atom]


def write(made: Article, reading: dict[Atom, str], spaced: bool, line: str = "\n") -> Written:
    """The text of an article. reading: what atoms read that do not read as they were made."""
    parts: list[str] = []
    places, atoms, at = {}, [], 0
    for n, paragraph in enumerate(paragraph for paragraph in made if any(paragraph)):
        if n:
            parts.append(line)
            at += len(line)
        fresh = True
        for sentence in paragraph:
            for m, atom in enumerate(sentence):
                if not fresh and spaced and (not atom.glued or not m):
                    parts.append(" ")
                    at += 1
                fresh = False
                words = reading.get(atom, atom.text)
                parts.append(words)
                places[atom] = (at, at + len(words))
                atoms.append(atom)
                at += len(words)
    return Written("".join(parts), places, atoms)


def ask(pick: random.Random, old: Written, new: Written, count: int) -> list[Asked]:
    """Places of the old text: from one sign to several sentences, some within words, some at the text's ends."""
    asked: list[Asked] = []
    order = {atom: at for at, atom in enumerate(old.atoms)}
    came = [order.get(atom, -1) for atom in new.atoms]
    there = {atom: at for at, atom in enumerate(new.atoms)}
    tries = 0
    while len(asked) < count and tries < 20 * count:
        tries += 1
        length = pick.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 14, 20, 40))
        first = pick.randrange(len(old.atoms))
        if pick.random() < 0.03:
            first = pick.choice((0, max(0, len(old.atoms) - length)))
        last = min(len(old.atoms), first + length) - 1
        start, end = old.places[old.atoms[first]][0], old.places[old.atoms[last]][1]
        head = tail = 0
        if pick.random() < 0.15:
            head, tail = cut(pick, old, new, old.atoms[first]), cut(pick, old, new, old.atoms[last])
            if first == last and head + tail >= end - start:
                head = tail = 0
        alive = [there[atom] for atom in old.atoms[first : last + 1] if atom in there]
        if not alive:
            asked.append(Asked(start + head, end - tail, None))
            continue
        low, high = min(alive), max(alive)
        among = [at for at in came[low : high + 1] if at >= 0]
        if alive != sorted(alive) or any(not first <= at <= last for at in among):
            continue  # torn apart: nobody could say where it is
        begins, ends = new.places[new.atoms[low]][0], new.places[new.atoms[high]][1]
        head_lives, tail_lives = old.atoms[first] is new.atoms[low], old.atoms[last] is new.atoms[high]
        truth = (begins + head * head_lives, ends - tail * tail_lives)
        if truth[0] < truth[1]:
            asked.append(Asked(start + head, end - tail, truth))
    return asked


def cut(pick: random.Random, old: Written, new: Written, atom: Atom) -> int:
    """How many letters of a word are left out; none of a word that reads otherwise in the new text."""
    start, end = old.places[atom]
    if atom in new.places:
        begins, ends = new.places[atom]
        if old.text[start:end] != new.text[begins:ends]:
            return 0
    return pick.randrange(end - start)


# -- kinds of editing --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Desk:
    """An article on its way from the old text to the new one. olds, news: what atoms read there if not as made."""

    language: Language
    made: Article
    olds: dict[Atom, str] = field(default_factory=dict)
    news: dict[Atom, str] = field(default_factory=dict)
    lines: tuple[str, str] = ("\n", "\n")

    @property
    def pick(self) -> random.Random:
        return self.language.pick

    def words(self) -> Iterable[Atom]:
        return (atom for paragraph in self.made for sentence in paragraph for atom in sentence if atom.is_word)

    def some(self, share: float) -> list[Atom]:
        return [atom for atom in self.words() if self.pick.random() < share]


def nothing(desk: Desk) -> None:
    """The same text again."""


def swap_words(desk: Desk, share: float = 0.03) -> None:
    """Words become other words."""
    for atom in desk.some(share):
        other = desk.language.rare_word()
        if other != atom.text:
            desk.news[atom] = other


def mend_typos(desk: Desk, share: float = 0.03) -> None:
    """Words were misspelled and no longer are."""
    for atom in desk.some(share):
        word = atom.text
        at = desk.pick.randrange(len(word))
        letter = desk.pick.choice(desk.language.rare_word())
        wrong = desk.pick.choice(
            (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
             word[:at] + word[at : at + 2][::-1] + word[at + 2 :])
        )  # fmt: skip
        if wrong and wrong != word and atom not in desk.news:
            desk.olds[atom] = wrong


def insert_sentences(desk: Desk, share: float = 0.12) -> None:
    """New sentences, and some new paragraphs."""
    for paragraph in desk.made:
        for at in range(len(paragraph), -1, -1):
            if desk.pick.random() < share:
                paragraph.insert(at, desk.language.sentence())
    for at in range(len(desk.made), -1, -1):
        if desk.pick.random() < share / 3:
            desk.made.insert(at, desk.language.paragraph())


def delete_sentences(desk: Desk, share: float = 0.12) -> None:
    """Sentences go."""
    for paragraph in desk.made:
        paragraph[:] = [sentence for sentence in paragraph if desk.pick.random() >= share]


def move_paragraphs(desk: Desk, share: float = 0.1) -> None:
    """Paragraphs go elsewhere."""
    for paragraph in [one for one in desk.made if desk.pick.random() < share] or desk.made[:1]:
        desk.made.remove(paragraph)
        desk.made.insert(desk.pick.randint(0, len(desk.made)), paragraph)


def delete_copies(desk: Desk) -> None:
    """Of paragraphs that stand several times one goes."""
    stand: dict[str, list[Paragraph]] = {}
    for paragraph in desk.made:
        stand.setdefault("".join(atom.text for sentence in paragraph for atom in sentence), []).append(paragraph)
    for same in stand.values():
        if len(same) > 1:
            gone = desk.pick.choice(same)
            desk.made[:] = [paragraph for paragraph in desk.made if paragraph is not gone]


def change_quotes(desk: Desk) -> None:
    """Straight quotation marks become typographic ones."""
    opening = True
    for paragraph in desk.made:
        for sentence in paragraph:
            for atom in sentence:
                if atom.text == '"':
                    desk.news[atom] = desk.language.curly[0 if opening else 1]
                    opening = not opening


def all_together(desk: Desk) -> None:
    """A little of everything."""
    delete_copies(desk)
    move_paragraphs(desk, 0.03)
    delete_sentences(desk, 0.05)
    swap_words(desk, 0.015)
    mend_typos(desk, 0.015)
    insert_sentences(desk, 0.05)
    if desk.pick.random() < 0.5:
        change_quotes(desk)


def rewrite(desk: Desk) -> None:
    """Heavy rewriting: every tenth word, and many sentences."""
    delete_sentences(desk, 0.15)
    swap_words(desk, 0.1)
    insert_sentences(desk, 0.2)


def insert_near_copies(desk: Desk) -> None:
    """Before or behind a paragraph one is put that differs from it in a word or two."""
    for at in range(len(desk.made) - 1, -1, -1):
        paragraph = desk.made[at]
        words = [(n, m) for n, sentence in enumerate(paragraph) for m, atom in enumerate(sentence) if atom.is_word]
        if desk.pick.random() < 0.1 and len(words) > 8:
            near = copy(paragraph)
            for n, m in desk.pick.sample(words, 2):
                near[n][m] = Atom(desk.language.rare_word(), near[n][m].glued)
            desk.made.insert(at + desk.pick.randint(0, 1), near)


def exchange_sentences(desk: Desk) -> None:
    """Two sentences beside each other change places."""
    for paragraph in desk.made:
        for at in range(len(paragraph) - 1):
            if desk.pick.random() < 0.1:
                paragraph[at : at + 2] = paragraph[at + 1], paragraph[at]


def split_and_join(desk: Desk) -> None:
    """Paragraphs are split and joined, and commas come and go."""
    made: Article = []
    for paragraph in desk.made:
        if made and desk.pick.random() < 0.15:
            made[-1] += paragraph
        elif len(paragraph) > 2 and desk.pick.random() < 0.2:
            at = desk.pick.randint(1, len(paragraph) - 1)
            made += [paragraph[:at], paragraph[at:]]
        else:
            made.append(paragraph)
    for paragraph in made:
        for sentence in paragraph:
            sentence[:] = [atom for atom in sentence if atom.text != desk.language.comma or desk.pick.random() < 0.8]
            if len(sentence) > 6 and sentence[2].is_word and sentence[3].is_word and desk.pick.random() < 0.1:
                sentence.insert(3, Atom(desk.language.comma, True, False))
    desk.made = made


def change_rows(desk: Desk) -> None:
    """Tables of rows that read the same but for their numbers, some of which change; a row comes, a row goes."""
    for _ in range(3):
        label = [desk.language.word() for _ in range(4)]
        glued = not desk.language.spaced
        rows = [
            [[Atom(label[0], glued), Atom(str(desk.pick.randint(1, 40)), glued), Atom(label[1], glued),
              Atom(str(desk.pick.randint(1, 9)), glued), Atom(label[2], glued), Atom(label[3], glued)]]
            for _ in range(desk.pick.randint(5, 12))
        ]  # fmt: skip
        at = desk.pick.randint(0, len(desk.made))
        desk.made[at:at] = rows
        for atom in [row[0][at] for row in rows for at in (1, 3)]:
            if desk.pick.random() < 0.1:
                desk.news[atom] = str(desk.pick.randint(41, 99))


def rename(desk: Desk) -> None:
    """Some words become others wherever they stand."""
    for word in dict.fromkeys([desk.language.word() for _ in range(6)]):
        other = desk.language.rare_word()
        for atom in desk.words():
            if atom.text == word:
                desk.news[atom] = other


def edit_lightly(desk: Desk) -> None:
    """A copy editor's hour: words put in and taken out, some spelled otherwise."""
    mend_typos(desk, 0.01)
    for paragraph in desk.made:
        for sentence in paragraph:
            for at in range(len(sentence) - 2, 0, -1):
                chance = desk.pick.random()
                if chance < 0.01 and sentence[at].is_word:
                    del sentence[at]
                elif chance < 0.02 and sentence[at].glued != desk.language.spaced:
                    sentence.insert(at, Atom(desk.language.word(), not desk.language.spaced))


Kind = Callable[[Desk], None]
KINDS: dict[str, Kind] = {
    "nothing changed": nothing,
    "words swapped": swap_words,
    "typos mended": mend_typos,
    "sentences inserted": insert_sentences,
    "sentences deleted": delete_sentences,
    "paragraphs moved": move_paragraphs,
    "a copy deleted": delete_copies,
    "quotation marks changed": change_quotes,
    "all of these": all_together,
    "rewritten": rewrite,
    "near copies inserted": insert_near_copies,
    "sentences exchanged": exchange_sentences,
    "paragraphs split, joined": split_and_join,
    "numbers in rows": change_rows,
    "names replaced": rename,
    "edited lightly": edit_lightly,
}


def unedited(language: str, size: int, seed: object) -> str:
    """The text of an article; the same for the same seed."""
    pick = random.Random(f"{seed} {language}")
    tongue = LANGUAGES[language](pick)
    return write(article(tongue, size), {}, tongue.spaced).text


def edited(kind: Kind, language: str, size: int, seed: object, count: int) -> Edited:
    """An article before and after one kind of editing, with places; the same for the same seed."""
    pick = random.Random(f"{seed} {language} {kind.__name__}")
    tongue = LANGUAGES[language](pick)
    desk = Desk(tongue, article(tongue, size))
    if kind is change_rows:
        kind(desk)
    before = [[list(sentence) for sentence in paragraph] for paragraph in desk.made]
    if kind is change_rows:
        desk.made.pop(pick.randrange(len(desk.made)))
    else:
        kind(desk)
    line = pick.choice(("\n", "\n\n"))
    old = write(before, desk.olds, tongue.spaced, line)
    new = write(desk.made, desk.news, tongue.spaced, line)
    return Edited(old.text, new.text, ask(pick, old, new, count))
