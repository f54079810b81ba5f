import { en } from './en';
import { isPseudo, locale } from './locale';
import { pseudo } from './pseudo';

type Messages = typeof en;
type Plural = { readonly one: string; readonly other: string };
type Feature = keyof Messages;

export type MessageKey = { [F in Feature]: `${F}.${keyof Messages[F] & string}` }[Feature];

type MessageOf<K extends MessageKey> = K extends `${infer F}.${infer N}`
  ? F extends Feature
    ? N extends keyof Messages[F]
      ? Messages[F][N]
      : never
    : never
  : never;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<M> = M extends Plural ? Names<M['other']> | 'count' : M extends string ? Names<M> : never;
type Params<K extends MessageKey> = [NamesOf<MessageOf<K>>] extends [never]
  ? []
  : [params: { [N in NamesOf<MessageOf<K>>]: N extends 'count' ? number : string | number }];

const pseudoOn = isPseudo();
const plurals = new Intl.PluralRules(locale());
const numbers = new Intl.NumberFormat(locale());

/** The message for a key, e.g. `t('teams.memberCount', { count: 3 })`. Keys and parameters are checked by the compiler. */
export function t<K extends MessageKey>(key: K, ...[params]: Params<K>): string {
  const dot = key.indexOf('.');
  const feature = en[key.slice(0, dot) as Feature] as Record<string, string | Plural>;
  const message = feature[key.slice(dot + 1)] ?? key;
  const values: Record<string, string | number> = params ?? {};
  const text = typeof message === 'string' ? message : pick(message, values['count']);
  const shown = pseudoOn ? pseudo(text) : text;
  return shown.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? numbers.format(value) : value;
  });
}

function pick(message: Plural, count: string | number | undefined): string {
  return plurals.select(Number(count)) === 'one' ? message.one : message.other;
}
