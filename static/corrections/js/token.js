/* The token that every form sends along, as it is now: whoever signs in again gets a new one. */

/** The token of the session that this browser has now; empty where there is none. */
export function token() {
  const [, found = ""] = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) ?? [];
  return found;
}

/** What a form sends, with the token as it is now. */
export function sent(form) {
  const said = new FormData(form);
  if (token()) said.set("csrfmiddlewaretoken", token());
  return said;
}
