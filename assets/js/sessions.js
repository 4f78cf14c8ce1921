import { titleOf } from "./dom.js";

/* A moment as milliseconds; without a date, days are told apart by their number. */
const moment = (iso, day) => Date.parse(iso.includes("T") ? iso : `2000-01-${String(day).padStart(2, "0")}T${iso}Z`);

/* What a timetable says of its sessions, in its order. */
export function readSessions(page) {
  const days = [...page.querySelectorAll(".day")];
  return [...page.querySelectorAll(".slot__cell[id]")].map((cell) => {
    const slot = cell.closest(".slot");
    const day = cell.closest(".day");
    const time = slot.querySelector("time");
    const { kind, room, ends = slot.dataset.ends } = cell.dataset;
    const track = cell.querySelector("[class^=track-]")?.textContent;
    const from = moment(time.dateTime, days.indexOf(day) + 1);
    const until = moment(ends, days.indexOf(day) + 1);
    return {
      id: cell.id,
      title: titleOf(cell),
      isCancelled: cell.querySelector(".session_card__title s") !== null,
      time: time.textContent,
      from,
      until: until > from ? until : until + 86400000,
      ...{ cell, slot, day, kind, track, room },
    };
  });
}
