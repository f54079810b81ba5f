import { readPerson } from './presence';

/**
 * The collaboration plugins want a hex colour in what each page says of itself; ours is drawn from the hue,
 * with the tokens of the reader's own theme. This one only keeps them quiet.
 */
const PLAIN = '#2b3af0';

export type CaretUser = { id: string; name: string; hue: number; color: string };

export function caretUser(person: { id: string; name: string; hue: number }): CaretUser {
  return { id: person.id, name: person.name, hue: person.hue, color: PLAIN };
}

export function drawCaret(user: Record<string, unknown>): HTMLElement {
  const person = readPerson(user);
  const caret = document.createElement('span');
  caret.className = 'collab-caret';
  caret.dataset['hue'] = String(person?.hue ?? 0);
  const name = document.createElement('span');
  name.className = 'collab-caret-name';
  name.textContent = person?.name ?? '';
  caret.append(name);
  return caret;
}

export function drawSelection(user: Record<string, unknown>): Record<string, string> {
  return { class: 'collab-selection', 'data-hue': String(readPerson(user)?.hue ?? 0) };
}
