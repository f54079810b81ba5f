import { DocumentsPage } from '@/features/collab/documents-page';
import { useRouteIds } from '../use-route-ids';

export function DocumentsRoute() {
  const { teamId } = useRouteIds();
  return <DocumentsPage key={teamId} teamId={teamId} />;
}
