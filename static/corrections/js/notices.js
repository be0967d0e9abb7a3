/* Leads from a note's number to its notice, so that it is read out there, and by Escape back to the words.
 *
 * Without this file the same links lead there and back; what is added is the focus, and the key.
 */

let followed = null; // the link that led to a notice

document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#"]');
  const notice = link && document.getElementById(link.hash.slice(1));
  if (!notice?.matches(".notice")) return;
  followed = link;
  notice.tabIndex = -1;
  // Once the browser has gone there by itself.
  setTimeout(() => notice.focus({ preventScroll: true }));
});

document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  // Who came by an address with the notice in it has the focus nowhere yet.
  const notice = at === document.body ? document.querySelector(".notice:target") : at.closest(".notice[id]");
  if (event.key !== "Escape" || !notice) return;
  const leads = `a[href="#${notice.id}"]`;
  const back = followed?.matches(leads) ? followed : document.querySelector(`.no${leads.slice(1)}`) ?? document.querySelector(leads);
  if (!back) return;
  event.preventDefault();
  back.focus();
});
