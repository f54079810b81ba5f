import { DocumentPage } from '@/features/collab/document-page';
import { useRouteIds } from '../use-route-ids';

export function DocumentRoute() {
  const { teamId, documentId } = useRouteIds();
  return <DocumentPage key={documentId} teamId={teamId} documentId={documentId} />;
}
