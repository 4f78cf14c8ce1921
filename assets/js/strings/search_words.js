/** Words that count only if a query has no others. */
export const stopWords = new Set(
  'a an and are at be by can could do does for from get have how i if in is it its me much my of on or our please should that the their there they this to us was we what when where which who will with would you your'.split(
    ' ',
  ),
);

/** Words that people type, by the beginnings of the words that headings have for them. */
export const synonyms = [
  ['rates', 'price cost fee charge ticket VAT pay invoice'],
  ['book', 'register reserve sign up ticket'],
  ['cancel', 'refund withdraw money back'],
  ['substitut', 'replace transfer send someone somebody else instead colleague'],
  ['included', 'CPD certificate lunch'],
  ['step-free', 'wheelchair disabled disability lift ramp mobility'],
  ['sign language', 'BSL deaf interpreter'],
  ['hearing', 'deaf loop captions'],
  ['food', 'vegetarian vegan halal kosher allergy diet lunch'],
  ['parking', 'car blue badge'],
  ['prayer', 'faith breastfeeding multifaith'],
  ['sponsorship', 'sponsor advertise exhibit exhibitor exhibition stall booth marketing'],
  ['exhibition', 'exhibitor stall booth'],
  ['advertis', 'advertise advert'],
  ['programme', 'agenda timetable schedule sessions'],
  ['venue', 'location address map travel directions'],
  ['contact', 'phone number telephone call ring email write'],
  ['privacy', 'cookies GDPR tracking data protection'],
  ['pictures', 'photographs photos filming video'],
  ['leaving this site', 'quick escape'],
];
