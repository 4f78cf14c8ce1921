export const linkCopied = 'Link copied.';
export const copyThis = (url) => `Copy this address: ${url}`;
