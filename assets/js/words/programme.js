/* What stands on pages of the programme at once. */
export const LANGUAGE = "en-GB";
export const filter = "Filter";
export const star = (title) => `Keep: ${title}`;
export const keep = "Keep";
export const kept = "Kept.";
export const dropped = "No longer kept.";
export const myDay = (count) => `My day (${count})`;
export const localTime = (time) => `${time} your time`;
export const localSpan = (start, end, place) => `${start} to ${end} your time (${place})`;
