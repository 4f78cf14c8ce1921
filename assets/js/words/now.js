export const bar = "On now and next";
export const now = "Now";
export const on = "On now";
export const next = (time) => `Next, at ${time}`;
export const several = (count) => `${count} sessions`;
export const hide = "Hide";
