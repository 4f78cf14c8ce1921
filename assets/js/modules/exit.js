import * as words from "../words/exit.js";

const PRESSES = 3;
const PATIENCE = 5000;

const make = (tag, given) => Object.assign(document.createElement(tag), given);

/* Exit this page: the screen goes blank at once, and the other site takes this page's place in the history. Pressing
   Shift three times within five seconds does the same. Nothing else has to arrive for it but its words. */
export function enhance(strip) {
  const links = [...document.querySelectorAll("[data-exit]")];
  const told = make("span", { className: "help_strip__count" });
  told.setAttribute("role", "status");
  strip.append(told);
  document.querySelector("[data-exit-hint]")?.removeAttribute("hidden");
  let pressed = 0;
  let timer;

  const leave = (event) => {
    event.preventDefault();
    document.title = words.leaving;
    const said = make("p", { className: "visually-hidden", textContent: words.leaving });
    said.setAttribute("role", "alert");
    document.body.replaceChildren(said);
    document.head.append(make("meta", { name: "referrer", content: "no-referrer" }));
    location.replace(links[0].href);
  };
  const stop = (message = "") => {
    clearTimeout(timer);
    pressed = 0;
    told.textContent = message;
  };
  const late = () => {
    stop(words.late);
    timer = setTimeout(stop, PATIENCE);
  };

  for (const link of links) link.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      if (pressed) stop();
    } else if (++pressed === PRESSES) {
      leave(event);
    } else {
      if (pressed === 1) timer = setTimeout(late, PATIENCE);
      told.textContent = words.left(PRESSES - pressed);
    }
  });
}
