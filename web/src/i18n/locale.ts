/** English for now; British, since times and dates on the screens are written day first and with 24 hours. */
const supported = 'en-GB';

export function locale(): string {
  return supported;
}

/** `?locale=pseudo` lengthens and accents every message, to show what was forgotten and what will not fit. */
export function isPseudo(): boolean {
  return typeof location !== 'undefined' && new URLSearchParams(location.search).get('locale') === 'pseudo';
}
