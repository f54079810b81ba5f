import { useQuery } from '@tanstack/react-query';
import type { Team } from '@/api/types';
import { teamsQuery } from '@/features/teams/queries';
import { useRouteIds } from './use-route-ids';

/** The team of the address, if the reader is in it and the list has come. */
export function useTeam(): Team | undefined {
  const { teamId } = useRouteIds();
  const { data } = useQuery(teamsQuery());
  return data?.find((team) => team.id === teamId);
}
