import { make, root, styled } from "../dom.js";
import { kept, star, works } from "../kept.js";
import * as words from "../words/programme.js";

/* A star on the page of a session. What else is kept at the time is looked up in the programme, when it is pressed. */
export async function enhance(mount) {
  if (!works) return;
  await styled();
  const { session: id, title } = mount.dataset;
  const programme = new URL("programme/index.html", root);
  const status = make("p", { className: "keep__told", role: "status" });
  const tell = (said) => {
    const mine = make("a", { href: `${programme}?show=mine` }, words.myDay(kept().size));
    status.replaceChildren(said, " ", mine);
  };
  const toggled = async (isKept) => {
    tell(isKept ? words.kept : words.dropped);
    if (!isKept) return;
    const [{ clashWords }, { readSessions }] = await Promise.all([import("../clash.js"), import("../sessions.js")]);
    const answer = await fetch(programme);
    const sessions = readSessions(new DOMParser().parseFromString(await answer.text(), "text/html"));
    const own = sessions.find((session) => session.id === id);
    const others = sessions.filter((session) => kept().has(session.id));
    if (kept().has(id)) tell(`${words.kept} ${clashWords(own, others)}`);
  };
  mount.prepend(star(id, title, toggled, words.keep));
  mount.append(status);
}
