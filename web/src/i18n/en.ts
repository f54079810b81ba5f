import { accounts } from './en/accounts';
import { app } from './en/app';
import { collab } from './en/collab';
import { errors } from './en/errors';
import { files } from './en/files';
import { messaging } from './en/messaging';
import { styleguide } from './en/styleguide';
import { teams } from './en/teams';
import { ui } from './en/ui';

/** All messages, by feature. A value is a text, or `{ one, other }` chosen by `count`. */
export const en = { accounts, app, collab, errors, files, messaging, styleguide, teams, ui } as const;
