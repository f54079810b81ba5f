import { createContext, useContext } from 'react';

/** What any part of the shell may ask the whole of it to do. */
interface ShellActions {
  openPalette: () => void;
  createTeam: () => void;
}

const Actions = createContext<ShellActions>({ openPalette() {}, createTeam() {} });

export const ShellActionsProvider = Actions.Provider;

export function useShellActions(): ShellActions {
  return useContext(Actions);
}
