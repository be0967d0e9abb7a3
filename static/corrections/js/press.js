/* Knows while a button of the mouse or a finger is down: what moves away under a press is not clicked. */

const OFTEN = 20; // milliseconds

let pressed = false;
const end = () => setTimeout(() => (pressed = false)); // after the click
addEventListener("pointerdown", ({ button }) => (pressed = button === 0), true);
for (const name of ["pointerup", "pointercancel", "contextmenu"]) addEventListener(name, end, true);
// The window's own, when it is left meanwhile; a field's comes with the press itself.
addEventListener("blur", end);

/** Wait until nothing is pressed, and nothing else stands in the way. */
export async function released(isInTheWay = () => false) {
  while (pressed || isInTheWay()) await new Promise((next) => setTimeout(next, OFTEN));
}
