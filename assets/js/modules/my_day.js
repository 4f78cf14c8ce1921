import { button, styled, titleOf } from "../dom.js";
import { kept, onChange, star, works } from "../kept.js";
import * as words from "../words/programme.js";

/* Sessions that somebody keeps: a star beside each, and a view of them alone, which is loaded when it is first asked
   for. A link to "#keep=ID,ID" shows the day of somebody else. */
export async function enhance(mount) {
  const isShared = () => location.hash.startsWith("#keep=");
  if (!works && !isShared()) return;
  await import("./filter.js").catch(() => {}); // whose button stands before ours, and would push it aside
  await styled();
  const cells = [...document.querySelectorAll(".slot__cell[data-kind]")];
  const toMine = button("finder__button", "", async () => (await view()).toggle());
  let loading;
  const view = () => (loading ??= import("../day_view.js").then(({ dayView }) => dayView(mount, toMine)));
  if (works) {
    for (const cell of cells) {
      const toggled = async (isKept) => (await view()).toggled(cell.id, isKept);
      cell.querySelector(".session_card__title").after(star(cell.id, titleOf(cell), toggled));
    }
    onChange(() => {
      const ids = kept();
      toMine.textContent = words.myDay(cells.filter((cell) => ids.has(cell.id)).length);
    });
    mount.append(toMine);
  }
  const openShared = async () => isShared() && (await view()).open("shared");
  addEventListener("hashchange", openShared);
  if (isShared()) openShared();
  else if (new URLSearchParams(location.search).get("show") === "mine") toMine.click();
}
