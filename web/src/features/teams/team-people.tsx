import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { AvatarStack } from '@/ui/avatar';
import { membersQuery } from './queries';

interface TeamPeopleProps {
  teamId: string;
  max?: number;
  size?: 24 | 28;
}

/** Who is in the team, at a glance; leads to the list of them. */
export function TeamPeople({ teamId, max = 4, size = 28 }: TeamPeopleProps) {
  const { data: members } = useQuery(membersQuery(teamId));
  // Nothing to wait for: where it is missing nothing else moves.
  if (!members?.length) return null;
  return (
    <Link
      to={paths.members(teamId)}
      className="-m-1 inline-flex rounded-full p-1 max-wide:-m-1.5 max-wide:p-1.5"
    >
      <AvatarStack
        people={members.map(({ userId, name, hue }) => ({ id: userId, name, hue }))}
        max={max}
        size={size}
        label={t('teams.memberCount', { count: members.length })}
      />
    </Link>
  );
}
