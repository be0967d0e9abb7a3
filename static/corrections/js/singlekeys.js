/* Whether a single character is a shortcut in this browser: not all who speak to a page, or listen to it, can have that. */

const OFF = "corrigenda single keys off";

/** Whether they work: they do until they are turned off. */
export function singleKeysWork() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

/** Turn them on or off in this browser. */
export function letSingleKeysWork(doWork) {
  try {
    if (doWork) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
  } catch {
    // A browser that keeps nothing has them on again with the next page.
  }
}
