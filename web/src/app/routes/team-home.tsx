import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { RecentDocuments } from '@/features/collab/recent-documents';
import { RecentFiles } from '@/features/files/recent-files';
import { UnreadChannels } from '@/features/messaging/unread-channels';
import { TeamHome } from '@/features/teams/team-home';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { IconButton } from '@/ui/icon-button';
import { useShellActions } from '../shell-actions';
import { useTeam } from '../use-team';

export function TeamHomeRoute() {
  const team = useTeam();
  const { openPalette } = useShellActions();
  if (!team) return null;
  return (
    <TeamHome
      key={team.id}
      team={team}
      actions={
        <IconButton label={t('app.search')} className="wide:hidden" onClick={openPalette}>
          <Search size={18} />
        </IconButton>
      }
      channels={<UnreadChannels teamId={team.id} />}
      files={<RecentFiles teamId={team.id} />}
      documents={<RecentDocuments teamId={team.id} />}
      allFiles={<MoreLink to={paths.files(team.id)}>{t('teams.homeAllFiles')}</MoreLink>}
      allDocuments={<MoreLink to={paths.documents(team.id)}>{t('teams.homeAllDocuments')}</MoreLink>}
    />
  );
}

function MoreLink({ to, children }: { to: string; children: string }) {
  return (
    <Link to={to} className="rounded-row text-12 text-muted hover:text-text">
      {children}
    </Link>
  );
}
