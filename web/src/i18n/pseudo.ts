const accents: Record<string, string> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'í',
  n: 'ñ',
  o: 'ó',
  s: 'ŝ',
  u: 'ú',
  y: 'ý',
  A: 'Á',
  E: 'É',
  O: 'Ó',
  S: 'Ŝ',
  U: 'Ú',
};

/** "Upload {name}" → "[Úplóád {name}~~~~]": a third longer, placeholders untouched, ends visible. */
export function pseudo(message: string): string {
  const body = message
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? part : part.replace(/[a-zA-Z]/g, (c) => accents[c] ?? c)))
    .join('');
  return `[${body}${'~'.repeat(Math.ceil(message.length / 3))}]`;
}
