"""Articles that are hard to work on: generated Markdown with all that the renderer knows, and more."""

from hypothesis import strategies as st

WORDS = st.sampled_from(
    "the year 2021 was a quick brown fox Ωmega naïve cafe\u0301 北京 上海市 שלום مرحبا 😀 👩‍🚀 x1 I'm e.g. "
    "AT&T 1,000 snake_case &amp; &copy; \\* a*b <br> it’s C++ 3.14".split(" ")
)
PHRASE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
INLINE = st.one_of(
    PHRASE,
    PHRASE.map("*{}*".format),
    PHRASE.map("**{}**".format),
    PHRASE.map("_{}_".format),
    PHRASE.map("`{}`".format),
    PHRASE.map('[{}](https://example.org/a_b "A title")'.format),
    PHRASE.map("[{}][ref]".format),
    st.just("[Ref]"),
    st.just("[ref][]"),
    st.just("<https://example.org/x?a=1&b=2>"),
    st.just("<mail@example.org>"),
    PHRASE.map("![{}](picture.png)".format),
    PHRASE.map("<b>{}</b>".format),
    PHRASE.map('<span lang="de">{}</span>'.format),
    st.just("a note[^1]"),
    st.just("{{ template }}"),
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    LINE,
    st.lists(LINE, min_size=2, max_size=3).map("\n".join),
    st.tuples(LINE, LINE).map("  \n".join),
    LINE.map("# {}".format),
    LINE.map("{}\n---".format),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"{n}. {t}" for n, t in enumerate(lines, 1))),
    st.tuples(LINE, LINE).map(lambda two: f"- {two[0]}\n    - {two[1]}"),
    st.lists(LINE, min_size=1, max_size=2).map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    st.tuples(PHRASE, PHRASE, PHRASE, PHRASE).map(
        lambda cells: "| {} | {} |\n|:--|--:|\n| {} | {} |".format(*(cell.replace("|", "") for cell in cells))
    ),
    LINE.map("```python\n{}\n```".format),
    LINE.map("    {}".format),
    LINE.map("<div>{}</div>".format),
    st.just("* * *"),
    st.just("<!-- a comment -->"),
)
DEFINITIONS = ("[ref]: https://example.org/ref 'Its title'", "[^1]: The note's *text*.")
BODY = st.lists(BLOCK, min_size=1, max_size=6).map(
    lambda blocks: (
        "\n\n".join([*blocks, "[ref]: https://example.org/ref 'Its title'", "[^1]: The note's *text*."]) + "\n"
    )
)
LINE_ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r"])
SOURCE = st.tuples(BODY, LINE_ENDS, st.sampled_from(["", "", "\t", "  "])).map(
    lambda parts: parts[0].rstrip("\n").replace("\n", parts[1]) + parts[2]
)
HOSTILE = st.one_of(
    st.sampled_from(
        "2019 * _x_ **b** <b>bold</b> </div> 1. a|b [a](b) [ref] &amp; &copy; \\ \\* ` ``code`` ~~~ ```".split()
    ),
    st.sampled_from(
        ["", "1. one", "# head", "{{ x }}", "{% x %}", "- item", "> quote", "===", "---", "~~~", "```", "two\nlines"]
    ),
    st.sampled_from(["😀", "שלום", "北京", "<script>alert(1)</script>", "[^1]", "[^2]: x", "a very long one " * 5]),
)
