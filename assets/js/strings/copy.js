export const copied = 'Copied.';
export const notCopied = 'Your browser does not allow copying. Select the text of the page instead.';
