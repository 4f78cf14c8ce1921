export const remaining = (times) => `Press Shift ${times === 1 ? 'once' : 'twice'} more to exit`;
export const timedOut = 'Not left: Shift was not pressed three times within five seconds';
export const leaving = 'Leaving this page';
