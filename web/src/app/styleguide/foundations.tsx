import { t } from '@/i18n/t';
import { Avatar, AvatarStack } from '@/ui/avatar';
import { Badge } from '@/ui/badge';
import { Kbd } from '@/ui/kbd';
import { Section } from './section';

const colours = [
  'bg',
  'sunken',
  'rail',
  'hover',
  'active',
  'line',
  'line-strong',
  'faint',
  'muted',
  'text',
  'accent',
  'accent-bg',
  'ok',
  'warn',
  'danger',
];
const people = [
  'Art director',
  'Motion designer',
  'Producer',
  'Editor',
  'Type',
  'Colourist',
  'Client team',
  'Print',
].map((name, hue) => ({ id: String(hue), name, hue }));

export function Foundations() {
  return (
    <>
      <Section title={t('styleguide.type')} flush>
        <p className="serif text-46 leading-tight">{t('styleguide.displayText')}</p>
        <p className="serif text-32 leading-tight">{t('styleguide.displayText')}</p>
        <p className="mt-3 text-15">{t('styleguide.bodyText')}</p>
        <p>{t('styleguide.bodyText')}</p>
        <p className="font-current">{t('styleguide.bodyText')}</p>
        <p className="font-title">{t('styleguide.bodyText')}</p>
        <p className="text-12 text-muted">{t('styleguide.bodyText')}</p>
      </Section>
      <Section title={t('styleguide.colours')}>
        {colours.map((name) => (
          <span key={name} className="flex flex-col gap-1 text-11 text-muted">
            <span
              className="h-10 w-16 rounded-row border border-line"
              style={{ background: `var(--${name})` }}
            />
            {name}
          </span>
        ))}
      </Section>
      <Section title={t('styleguide.people')}>
        {people.map((person) => (
          <Avatar key={person.id} name={person.name} hue={person.hue} size={32} />
        ))}
        <AvatarStack people={people} label={t('styleguide.here')} />
        {people.slice(0, 3).map((person) => (
          <Avatar key={person.id} name={person.name} hue={person.hue} size={32} shape="team" />
        ))}
      </Section>
      <Section title={t('styleguide.badges')}>
        <Badge kind="count">3</Badge>
        <Badge>{t('styleguide.outline')}</Badge>
        <Badge kind="ok">{t('styleguide.open')}</Badge>
        <Badge kind="warn">{t('styleguide.waiting')}</Badge>
        <Badge kind="danger">{t('styleguide.failed')}</Badge>
        <Badge kind="overlay">v7</Badge>
        <Kbd>⌘K</Kbd>
      </Section>
    </>
  );
}
