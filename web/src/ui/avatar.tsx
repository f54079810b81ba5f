import { cn } from '@/lib/cn';
import { initials, personColour } from '@/lib/names';

type Size = 18 | 20 | 24 | 28 | 32 | 40;

interface AvatarProps {
  name: string;
  hue: number;
  size?: Size;
  /** People are round, teams are square. */
  shape?: 'person' | 'team';
  /** Set when the name stands beside it, so that it is not read twice. */
  decorative?: boolean;
  className?: string;
}

export function Avatar({
  name,
  hue,
  size = 28,
  shape = 'person',
  decorative = false,
  className,
}: AvatarProps) {
  const fontSize = size <= 20 ? 8.5 : size <= 24 ? 9.5 : size <= 28 ? 10.5 : size <= 32 ? 12 : 14;
  return (
    <span
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
      className={cn(
        'inline-grid shrink-0 select-none place-items-center font-title text-white',
        shape === 'team' ? (size >= 32 ? 'rounded-[9px]' : 'rounded-[5px]') : 'rounded-full',
        className,
      )}
      style={{ width: size, height: size, fontSize, background: personColour(hue) }}
    >
      {initials(name)}
    </span>
  );
}

interface AvatarStackProps {
  people: readonly { id: string; name: string; hue: number }[];
  max?: number;
  size?: Size;
  label: string;
}

/** Who is here, overlapping; more than `max` become a count. */
export function AvatarStack({ people, max = 3, size = 28, label }: AvatarStackProps) {
  const rest = people.length - max;
  return (
    <span role="group" aria-label={label} className="inline-flex items-center">
      {people.slice(0, max).map((person) => (
        <Avatar
          key={person.id}
          name={person.name}
          hue={person.hue}
          size={size}
          className="-ml-1 ring-2 ring-bg first:ml-0"
        />
      ))}
      {rest > 0 && (
        <span
          className="figures -ml-1 inline-grid place-items-center rounded-full bg-active text-11 font-title text-text ring-2 ring-bg"
          style={{ width: size, height: size }}
        >
          +{rest}
        </span>
      )}
    </span>
  );
}
