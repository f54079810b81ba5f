import { useQueries, useQuery } from '@tanstack/react-query';
import type { LucideIcon } from 'lucide-react';
import { FileText, Folder, Hash, House, Lock, Users } from 'lucide-react';
import { api } from '@/api/client';
import type { Channel, Page, StoredFile, StudioDocument, Team } from '@/api/types';
import { kindIcon } from '@/features/files/kind-icon';
import { channelsQuery } from '@/features/messaging/queries';
import { teamsQuery } from '@/features/teams/queries';
import { t } from '@/i18n/t';
import { shortAgo } from '@/lib/dates';
import { paths } from '@/lib/paths';
import { formatSize } from '@/lib/sizes';

export interface Entry {
  id: string;
  label: string;
  detail?: string;
  icon: LucideIcon | { name: string; hue: number };
  /** Where it leads, or what it does. */
  to?: { to: string; search?: Record<string, string> };
  run?: () => void;
}

export interface Group {
  id: string;
  title: string;
  entries: Entry[];
}

/** Lists are followed this far; a team with more is found by search once there is one. */
const longest = 5;

async function every<T>(path: string, teamId: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < longest; page += 1) {
    const answer: Page<T> = await api.get(path, { query: { teamId, cursor, limit: 100 }, signal });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (!cursor) break;
  }
  return items;
}

const filesQuery = (teamId: string) => ({
  queryKey: ['palette', 'files', teamId],
  // What was made a moment ago must be found.
  staleTime: 0,
  queryFn: ({ signal }: { signal: AbortSignal }) => every<StoredFile>('/files', teamId, signal),
});

const documentsQuery = (teamId: string) => ({
  queryKey: ['palette', 'documents', teamId],
  staleTime: 0,
  queryFn: ({ signal }: { signal: AbortSignal }) => every<StudioDocument>('/documents', teamId, signal),
});

/** Everything one may go to, the team on the screen first. `failed` when some list did not come. */
export function usePlaces(currentTeamId: string): { groups: Group[]; failed: boolean; loading: boolean } {
  const { data: teams = [] } = useQuery(teamsQuery());
  const ordered = [...teams].sort((a, b) => Number(b.id === currentTeamId) - Number(a.id === currentTeamId));
  const channels = useQueries({ queries: ordered.map((team) => channelsQuery(team.id)) });
  const files = useQueries({ queries: ordered.map((team) => filesQuery(team.id)) });
  const documents = useQueries({ queries: ordered.map((team) => documentsQuery(team.id)) });
  const all = [...channels, ...files, ...documents];
  const nameOf = (index: number) => (ordered.length > 1 ? ordered[index]?.name : undefined);
  const groups: Group[] = [
    { id: 'pages', title: t('app.palettePages'), entries: pageEntries(ordered[0], currentTeamId) },
    { id: 'teams', title: t('app.paletteTeams'), entries: teams.map(teamEntry) },
    {
      id: 'channels',
      title: t('app.paletteChannels'),
      entries: channels.flatMap(({ data }, at) => (data ?? []).map((item) => channelEntry(item, nameOf(at)))),
    },
    {
      id: 'files',
      title: t('app.paletteFiles'),
      entries: files.flatMap(({ data }, at) => (data ?? []).map((item) => fileEntry(item, nameOf(at)))),
    },
    {
      id: 'documents',
      title: t('app.paletteDocuments'),
      entries: documents.flatMap(({ data }, at) =>
        (data ?? []).map((item) => documentEntry(item, nameOf(at))),
      ),
    },
  ];
  return {
    groups,
    failed: all.some((query) => query.isError),
    loading: all.some((query) => query.isPending),
  };
}

function pageEntries(team: Team | undefined, currentTeamId: string): Entry[] {
  if (!team || team.id !== currentTeamId) return [];
  return [
    { id: 'page-home', label: t('app.home'), icon: House, to: { to: paths.team(team.id) } },
    { id: 'page-files', label: t('app.files'), icon: Folder, to: { to: paths.files(team.id) } },
    { id: 'page-documents', label: t('app.documents'), icon: FileText, to: { to: paths.documents(team.id) } },
    { id: 'page-members', label: t('app.members'), icon: Users, to: { to: paths.members(team.id) } },
  ];
}

function teamEntry(team: Team): Entry {
  const { id, name, hue } = team;
  return { id: `team-${id}`, label: name, icon: { name, hue }, to: { to: paths.team(id) } };
}

function channelEntry(channel: Channel, team: string | undefined): Entry {
  return {
    id: `channel-${channel.id}`,
    label: channel.name,
    ...(team ? { detail: team } : {}),
    icon: channel.private ? Lock : Hash,
    to: { to: paths.channel(channel.teamId, channel.id) },
  };
}

function fileEntry(file: StoredFile, team: string | undefined): Entry {
  return {
    id: `file-${file.id}`,
    label: file.name,
    detail: [team, formatSize(file.size), shortAgo(file.createdAt)].filter(Boolean).join(' · '),
    icon: kindIcon(file),
    to: { to: paths.files(file.teamId), search: { file: file.id } },
  };
}

function documentEntry(document: StudioDocument, team: string | undefined): Entry {
  return {
    id: `document-${document.id}`,
    label: document.title || t('app.untitled'),
    detail: [team, shortAgo(document.updatedAt)].filter(Boolean).join(' · '),
    icon: FileText,
    to: { to: paths.document(document.teamId, document.id) },
  };
}
