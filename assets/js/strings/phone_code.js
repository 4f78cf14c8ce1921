export const scan = 'Scan this code with your phone, or open this link there:';
export const tooLong = 'This plan is too long for a code. Open this link on your phone:';
export const codeOfMyDay = 'QR code of my day';
