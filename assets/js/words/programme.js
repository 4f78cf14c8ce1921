/* What stands on pages of the programme at once, and what is on now. */
export const LANGUAGE = "en-GB";
export const filter = "Filter";
export const star = (title) => `Keep: ${title}`;
export const keep = "Keep";
export const kept = "Kept.";
export const dropped = "No longer kept.";
export const myDay = (count) => `My day (${count})`;
export const localTime = (time) => `${time} your time`;
export const localSpan = (start, end, zone) => `${start} to ${end} your time (${zone})`;
export const bar = "On now and next";
export const now = "Now";
export const on = "On now";
export const next = (time) => `Next, at ${time}`;
export const several = (count) => `${count} sessions`;
export const hide = "Hide";
