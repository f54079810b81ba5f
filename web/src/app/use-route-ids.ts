import { useParams } from '@tanstack/react-router';

type Name = 'token' | 'teamId' | 'channelId' | 'documentId';

/** The ids in the address. A page asks only for those its own route has. */
export function useRouteIds(): Record<Name, string> {
  const params: Partial<Record<Name, string>> = useParams({ strict: false });
  return { token: '', teamId: '', channelId: '', documentId: '', ...params };
}
