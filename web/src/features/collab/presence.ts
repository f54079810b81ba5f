/** Who is here, from what each page says of itself. Never trusted further than a name and a colour. */
export type PresentPerson = { clientId: number; id: string; name: string; hue: number };

const LONGEST_NAME = 80;

export function readPerson(value: unknown): { id: string; name: string; hue: number } | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, name, hue } = value as { id?: unknown; name?: unknown; hue?: unknown };
  if (typeof name !== 'string' || name.trim() === '') return null;
  const safeHue = typeof hue === 'number' && Number.isInteger(hue) && hue >= 0 && hue <= 7 ? hue : 0;
  return { id: typeof id === 'string' ? id : '', name: name.slice(0, LONGEST_NAME), hue: safeHue };
}

/** One entry a person, however many tabs they have open; oneself is left out. */
export function presentPeople(
  states: ReadonlyMap<number, Record<string, unknown>>,
  ownClientId: number,
): PresentPerson[] {
  const own = readPerson(states.get(ownClientId)?.user);
  const byPerson = new Map<string, PresentPerson>();
  for (const [clientId, state] of states) {
    const person = readPerson(state.user);
    if (clientId === ownClientId || !person) continue;
    if (own && person.id !== '' && person.id === own.id) continue;
    const key = person.id || `client:${clientId}`;
    if (!byPerson.has(key)) byPerson.set(key, { clientId, ...person });
  }
  return [...byPerson.values()].sort((a, b) => a.clientId - b.clientId);
}

export function samePeople(a: readonly PresentPerson[], b: readonly PresentPerson[]): boolean {
  return (
    a.length === b.length &&
    a.every((person, index) => {
      const other = b[index];
      return person.clientId === other?.clientId && person.name === other.name && person.hue === other.hue;
    })
  );
}
