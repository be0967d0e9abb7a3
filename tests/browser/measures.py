"""What the browser is asked about a page: its texts, their lines, colours and boxes, as they are computed."""

_SEEN = """
// What can be seen: of a page with an open sheet only the sheet, nothing that is kept for screen readers alone.
const root = () => document.querySelector("dialog:modal") ?? document.body;
const isSeen = (element) =>
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
  !element.closest(".unseen:not(:focus)");
const PRESSED = "a[href], button, select, textarea, summary, input:not([type=hidden])";
const FIELDS = "input:not([type=checkbox], [type=radio], [type=file], [type=hidden]), select, textarea";
const named = (element) => {
  const [kind, id] = [[...element.classList].join("."), element.id];
  const text = (element.textContent || element.name || "").trim().replaceAll(/\\s+/g, " ").slice(0, 30);
  return `${element.localName}${kind && `.${kind}`}${id && `#${id}`} “${text}”`;
};
const texts = function* () {
  const walker = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !isSeen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
    if (boxes.length) yield { node, element: node.parentElement, boxes };
  }
};
"""

_COLOURS = """
const channels = (colour) => {
  const found = colour.match(/[\\d.]+/g).map(Number);
  return colour.startsWith("color(") ? [...found.slice(0, 3).map((one) => one * 255), found[3]] : found;
};
const light = (colour) => {
  const [red, green, blue] = channels(colour)
    .map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [bright, dark] = [light(one), light(other)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (channels(colour)[3] !== 0) return colour;
  }
};
"""

# Each text that is too small, or too close to its ground (WCAG 2.2, 1.4.3); each field whose edge is (1.4.11).
TEXTS = f"""() => {{ {_SEEN} {_COLOURS}
  const wrong = new Set();
  for (const {{ element }} of texts()) {{
    const style = getComputedStyle(element);
    if (parseFloat(style.fontSize) < 13) wrong.add(`${{style.fontSize}}: ${{named(element)}}`);
    const told = contrast(style.color, ground(element));
    if (told < 4.5) wrong.add(`${{told.toFixed(2)}} to 1: ${{named(element)}}`);
  }}
  for (const field of root().querySelectorAll(FIELDS)) {{
    if (!isSeen(field)) continue;
    const told = contrast(getComputedStyle(field).borderTopColor, ground(field.parentElement));
    if (told < 3) wrong.add(`${{told.toFixed(2)}} to 1: the edge of ${{named(field)}}`);
  }}
  return [...wrong];
}}"""

# The least contrast of each role with paper and with raised, as the tokens have them.
ROLES = f"""(roles) => {{ {_COLOURS}
  const probe = document.body.appendChild(document.createElement("i"));
  const shown = (name) => {{
    probe.style.color = `var(${{name}})`;
    return getComputedStyle(probe).color;
  }};
  const least = (role) => Math.min(...["--paper", "--raised"].map((under) => contrast(shown(role), shown(under))));
  const told = Object.fromEntries(roles.map((role) => [role, least(role)]));
  probe.remove();
  return told;
}}"""

# How many characters stand in the full lines of running text, by kind of text: [kind, characters] for each paragraph.
LINES = f"""() => {{ {_SEEN}
  const lines = (paragraph) => {{
    const found = [0];
    let right = -Infinity;
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {{
      const node = walker.currentNode;
      const range = document.createRange();
      for (let at = 0; at < node.length; at += 1) {{
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (!box) continue;
        if (box.right < right - 100) found.push(0);
        found[found.length - 1] += 1;
        right = box.right;
      }}
    }}
    return found.slice(0, -1);
  }};
  const kinds = {{ text: ".body > .passage > p, .said > p", notice: ".wording" }};
  const isOrdinary = (one) => !one.matches(":is(:lang(zh), :lang(ja))") && !/[^\\s-]{{20}}/.test(one.textContent);
  return Object.entries(kinds).flatMap(([kind, selector]) =>
    [...root().querySelectorAll(selector)]
      .filter((one) => isSeen(one) && isOrdinary(one))
      .slice(0, 30)
      .map(lines)
      .filter((found) => found.length > 1)
      .map((found) => [kind, found.reduce((sum, one) => sum + one) / found.length]));
}}"""

# Each space between or within blocks that is not of the scale.
SPACES = f"""(scale) => {{ {_SEEN}
  const wrong = new Set();
  const sides = ["Top", "Right", "Bottom", "Left"];
  const asked = ["marginTop", "marginBottom", "rowGap", "columnGap", ...sides.map((side) => `padding${{side}}`)];
  for (const element of root().querySelectorAll("*")) {{
    if (!isSeen(element) || element.closest("svg")) continue;
    const style = getComputedStyle(element);
    if (style.display === "inline" || style.position === "fixed") continue;
    for (const name of asked) {{
      const size = Math.abs(parseFloat(style[name]) || 0);
      const fits = scale.some((one) => Math.abs(one - size) < 0.1);
      if (!fits) wrong.add(`${{name}} ${{style[name]}} of ${{named(element)}}`);
    }}
  }}
  return [...wrong];
}}"""

# Each thing to press that is smaller than `least`; links in running text are as high as their line (WCAG 2.2, 2.5.8).
TARGETS = f"""(least) => {{ {_SEEN}
  const isInText = (link) => {{
    let line = link;
    while (getComputedStyle(line).display.startsWith("inline") && line.parentElement) line = line.parentElement;
    const beside = [...line.childNodes].filter((node) => !node.contains(link) && node.textContent.trim());
    return line !== link && beside.some((node) => node.nodeType === Node.TEXT_NODE ||
      getComputedStyle(node).display.startsWith("inline"));
  }};
  const wrong = [];
  for (const target of root().querySelectorAll(PRESSED)) {{
    if (!isSeen(target) || (target.localName === "a" && isInText(target))) continue;
    const due = target.matches(".no") ? 24 : least;
    const area = target.matches("[type=checkbox], [type=radio]") ? (target.labels[0] ?? target) : target;
    const after = getComputedStyle(target, "::after");
    const own = area.getBoundingClientRect();
    const boxes = [own, {{ width: parseFloat(after.width), height: parseFloat(after.height) }}];
    if (!boxes.some((box) => box.width >= due - 0.5 && box.height >= due - 0.5)) {{
      wrong.push(`${{own.width.toFixed()}} by ${{own.height.toFixed()}}: ${{named(target)}}`);
    }}
  }}
  return wrong;
}}"""

# Lines of text that run into each other. What floats above the page on purpose does not count.
OVERLAPS = f"""() => {{ {_SEEN}
  const floats = (element) => {{
    for (let at = element; at && at !== root(); at = at.parentElement) {{
      if (["fixed", "absolute", "sticky"].includes(getComputedStyle(at).position)) return true;
    }}
  }};
  const clipped = (element) => {{
    for (let at = element; at && at !== root(); at = at.parentElement) {{
      if (getComputedStyle(at).overflowX !== "visible") return at.getBoundingClientRect();
    }}
    return {{ left: -Infinity, right: Infinity }};
  }};
  const block = (element) => {{
    let at = element;
    while (getComputedStyle(at).display.startsWith("inline")) at = at.parentElement;
    return at;
  }};
  const lines = [];
  for (const {{ element, boxes }} of texts()) {{
    if (floats(element)) continue;
    const [of, name, clip] = [block(element), named(element), clipped(element)];
    for (const box of boxes) {{
      const trim = box.height * 0.25;
      const [left, right] = [Math.max(box.left, clip.left), Math.min(box.right, clip.right)];
      if (left < right) lines.push({{ of, name, top: box.top + trim, bottom: box.bottom - trim, left, right }});
    }}
  }}
  lines.sort((a, b) => a.top - b.top);
  const wrong = new Set();
  lines.forEach((one, at) => {{
    for (let next = at + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {{
      const other = lines[next];
      if (one.of !== other.of && one.left < other.right - 1 && other.left < one.right - 1) {{
        wrong.add(`${{one.name}} and ${{other.name}}`);
      }}
    }}
  }});
  return [...wrong];
}}"""

# Notices that cover one another.
COVERED = """() => {
  const boxes = [...document.querySelectorAll("aside .notice:not(.covered)")]
    .map((notice) => [notice.id, notice.getBoundingClientRect()])
    .filter(([, box]) => box.height);
  return boxes.flatMap(([id, a], at) =>
    boxes.slice(at + 1)
      .filter(([, b]) => a.top < b.bottom - 1 && b.top < a.bottom - 1)
      .filter(([, b]) => a.left < b.right && b.left < a.right)
      .map(([other]) => `${id} and ${other}`));
}"""

# Marks and boxes that have lost their lines.
LINELESS = f"""() => {{ {_SEEN}
  const lines = {{
    "mark del": "line-through",
    "mark ins": "underline",
    "mark.comment": "underline",
  }};
  return Object.entries(lines).flatMap(([selector, line]) =>
    [...root().querySelectorAll(selector)]
      .filter((mark) => isSeen(mark) && !getComputedStyle(mark).textDecorationLine.includes(line))
      .map(named));
}}"""
