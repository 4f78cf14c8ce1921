import { button, styled } from "../dom.js";
import * as words from "../words/programme.js";

/* What can be chosen, by its name in the address. */
export const NAMES = ["find", "day", "track", "kind", "room"];

/* A button to the controls that leave only some sessions in the timetable. They are loaded when they are first asked
   for, or when the address says what was chosen. */
export async function enhance(mount) {
  await styled();
  let loading;
  const panel = () => (loading ??= import("../filter_panel.js").then(({ filterPanel }) => filterPanel(mount, open, NAMES)));
  const open = button("finder__button", words.filter, async () => (await panel()).toggle());
  open.setAttribute("aria-expanded", "false");
  mount.append(open);
  const address = new URLSearchParams(location.search);
  if (NAMES.some((name) => address.has(name))) panel();
}
