const key = 'flux-last-team';

/** Where the reader was last, in this browser; only a hint, and storage may be blocked. */
export function lastTeam(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberTeam(teamId: string): void {
  try {
    localStorage.setItem(key, teamId);
  } catch {
    // The first team is a good enough guess next time.
  }
}
