import { useNavigate, useSearch } from '@tanstack/react-router';
import { FilesPage } from '@/features/files/files-page';
import { paths } from '@/lib/paths';
import { useRouteIds } from '../use-route-ids';

export function FilesRoute() {
  const { teamId } = useRouteIds();
  const { file }: { file?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <FilesPage
      key={teamId}
      teamId={teamId}
      fileId={file}
      onFileChange={(fileId) =>
        void navigate({ to: paths.files(teamId), search: fileId ? { file: fileId } : {}, replace: true })
      }
    />
  );
}
