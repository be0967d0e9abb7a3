/* What a script adds for readers: Escape leads from a notice back to its words, and one's place is kept between the ways
 * to read. It is one file, since a page asks for three at most; without it every link leads where it did.
 */

let followed = null; // the link that led to a notice

/** Let a link to a notice give it the focus, so that it is read out there. */
function enter(link) {
  const notice = document.getElementById(link.hash.slice(1));
  if (!notice?.matches(".notice")) return;
  followed = link;
  notice.tabIndex = -1;
  // Once the browser has gone there by itself.
  setTimeout(() => notice.focus({ preventScroll: true }));
}

/** Let a link to another way to read lead to the block that stands at the top of the window. */
function keepPlace(link) {
  const blocks = [...document.querySelectorAll("main [id]")].filter(({ id }) => /^p\d+$/.test(id));
  const first = blocks.find((block) => block.getBoundingClientRect().bottom > 0);
  link.hash = first && first !== blocks[0] ? first.id : "";
}

document.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href]");
  if (link?.matches(".views a")) keepPlace(link);
  else if (link?.matches('[href^="#"]')) enter(link);
});

document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  // Who came by an address with the notice in it has the focus nowhere yet.
  const notice = at === document.body ? document.querySelector(".notice:target") : at.closest(".notice[id]");
  if (event.key !== "Escape" || !notice) return;
  const leads = `[href="#${notice.id}"]`;
  const words = followed?.matches(leads) ? followed : document.querySelector(`a.no${leads}`);
  const back = words ?? document.querySelector(`a${leads}`);
  if (!back) return;
  event.preventDefault();
  back.focus();
});
