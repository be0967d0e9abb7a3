/* The desk's script: starts each behaviour once; every page works without it, as plain links and forms. */

import { arriveWhereOneGoesOn, watchDialogs } from "./arrival.js";
import { watchBusy } from "./busy.js";
import { open, watchCards } from "./card.js";
import { watchCaret } from "./caret.js";
import { watchCopying } from "./copy.js";
import { watchDecisions } from "./decisions.js";
import { watchDrops } from "./drop.js";
import { forgetSent } from "./keep.js";
import { watchLinked } from "./linked.js";
import { watchLinks } from "./links.js";
import { watchLight } from "./lit.js";
import { watchMenus } from "./menu.js";
import { watchPlacing } from "./placing.js";
import { watchPresence } from "./presence.js";
import { watchSelections } from "./selection.js";
import { watchSheet } from "./sheet.js";
import { watchShortcuts } from "./shortcuts.js";

forgetSent();
watchCards();
watchPresence();
watchSelections((href) => open(href));
watchLinks();
watchLinked((href, from) => open(href, from));
watchCaret();
watchPlacing();
watchDecisions();
watchMenus();
watchSheet();
watchCopying();
watchDrops();
watchLight();
watchBusy();
watchShortcuts();
watchDialogs();
arriveWhereOneGoesOn();
