/**
 * Every link in the application comes from here, so that a route can move without hunting for strings.
 * What belongs in the query (`?file=`, `?next=`) is given to the router as `search`.
 */
const id = encodeURIComponent;

export const paths = {
  home: () => '/',
  welcome: () => '/welcome',
  signIn: () => '/sign-in',
  register: () => '/register',
  invite: (token: string) => `/invite/${id(token)}`,
  team: (teamId: string) => `/t/${id(teamId)}`,
  files: (teamId: string) => `/t/${id(teamId)}/files`,
  messages: (teamId: string) => `/t/${id(teamId)}/messages`,
  channel: (teamId: string, channelId: string) => `/t/${id(teamId)}/messages/${id(channelId)}`,
  documents: (teamId: string) => `/t/${id(teamId)}/documents`,
  document: (teamId: string, documentId: string) => `/t/${id(teamId)}/documents/${id(documentId)}`,
  members: (teamId: string) => `/t/${id(teamId)}/members`,
  sessions: () => '/settings/sessions',
  appearance: () => '/settings/appearance',
  styleguide: () => '/styleguide',
} as const;

/** Only addresses inside this application may be followed after signing in. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : paths.home();
}
