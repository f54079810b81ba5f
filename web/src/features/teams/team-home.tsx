import type { ReactNode } from 'react';
import type { Team } from '@/api/types';
import { t } from '@/i18n/t';
import { Page, PageBar, PageBody } from '@/ui/page';
import { TeamPeople } from './team-people';

interface TeamHomeProps {
  team: Team;
  /** What the other features know of this team; the app fills these in. */
  channels: ReactNode;
  files: ReactNode;
  documents: ReactNode;
  actions?: ReactNode;
  allFiles: ReactNode;
  allDocuments: ReactNode;
}

export function TeamHome({
  team,
  channels,
  files,
  documents,
  actions,
  allFiles,
  allDocuments,
}: TeamHomeProps) {
  return (
    <Page>
      <PageBar title={t('teams.home')} actions={actions} />
      <PageBody>
        <div className="mx-auto w-full max-w-[1040px] px-[18px] pt-12 pb-16 max-wide:px-0 max-wide:pt-7">
          <header className="pb-9 max-wide:px-4 max-wide:pb-6">
            <h2 className="serif text-46 leading-[1.04] text-balance">{team.name}</h2>
            <div className="mt-3 flex min-h-9 items-center gap-2">
              <p className="figures order-last text-muted">
                {t('teams.memberCount', { count: team.memberCount })}
              </p>
              <TeamPeople teamId={team.id} max={6} />
            </div>
          </header>
          <div className="grid grid-cols-1 gap-x-10 gap-y-9 full:grid-cols-2">
            <Section title={t('teams.homeUnread')}>{channels}</Section>
            <Section title={t('teams.homeDocuments')} more={allDocuments}>
              {documents}
            </Section>
            <div className="full:col-span-2">
              <Section title={t('teams.homeFiles')} more={allFiles}>
                {files}
              </Section>
            </div>
          </div>
        </div>
      </PageBody>
    </Page>
  );
}

function Section({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <div className="flex items-baseline justify-between border-b border-line pb-2 max-wide:px-4">
        <h3 className="font-title">{title}</h3>
        {more}
      </div>
      {children}
    </section>
  );
}
