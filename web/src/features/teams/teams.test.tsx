import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Invitation, Member, Role, Team } from '@/api/types';
import { renderPage, serve, someone, tokenAnswer } from '@/test-render';
import { AcceptInvitation } from './accept-invitation';
import { MembersPage } from './members-page';
import { withMember } from './queries';
import { invitationState, mayChange, rolesToGive } from './roles';

const team: Team = {
  id: 't1',
  name: 'North',
  hue: 1,
  role: 'owner',
  memberCount: 2,
  createdAt: '2026-11-01T08:00:00.000Z',
};
const member = (id: string, name: string, role: Role): Member => ({
  userId: id,
  name,
  email: `${id}@example.com`,
  hue: 2,
  role,
  joinedAt: '2026-11-02T08:00:00.000Z',
});
const ana = member('u1', 'Ana', 'owner');
const bo = member('u2', 'Bo', 'member');
const invitation: Invitation = {
  id: 'i1',
  role: 'member',
  uses: 2,
  maxUses: 10,
  expiresAt: null,
  createdAt: '2026-11-02T08:00:00.000Z',
  createdBy: { id: 'u1', name: 'Ana', hue: 1 },
  revokedAt: null,
};

const replies = {
  'POST /api/auth/refresh': { json: tokenAnswer('one') },
  'GET /api/teams/t1/members': { json: { items: [ana, bo], nextCursor: null } },
  'GET /api/teams/t1/invitations': { json: { items: [invitation], nextCursor: null } },
};

describe('rights', () => {
  it('leave owners to owners', () => {
    expect(rolesToGive('admin')).not.toContain('owner');
    expect(rolesToGive('owner')).toContain('owner');
    expect(mayChange('admin', 'owner')).toBe(false);
    expect(mayChange('admin', 'admin')).toBe(true);
    expect(mayChange('member', 'viewer')).toBe(false);
  });
});

describe('an invitation', () => {
  const now = new Date('2026-11-24T08:00:00.000Z');
  it.each([
    [{}, 'open'],
    [{ revokedAt: '2026-11-20T08:00:00.000Z' }, 'revoked'],
    [{ expiresAt: '2026-11-24T08:00:00.000Z' }, 'expired'],
    [{ uses: 10 }, 'spent'],
    [{ maxUses: null, uses: 99 }, 'open'],
  ])('with %o is %s', (change, state) =>
    expect(invitationState({ ...invitation, ...change }, now)).toBe(state),
  );
});

it('hears of a member twice and shows them once', () => {
  expect(withMember(withMember([ana], bo), { ...bo, role: 'admin' })).toEqual([
    ana,
    { ...bo, role: 'admin' },
  ]);
});

describe('the members page', () => {
  it('changes a role, and puts it back when the server refuses', async () => {
    serve({
      ...replies,
      'PATCH /api/teams/t1/members/u1': { status: 409, json: { code: 'last_owner', requestId: 'r-1' } },
    });
    renderPage(<MembersPage team={team} userId="u1" />);
    const role = await screen.findByLabelText('Role of Ana');
    await userEvent.selectOptions(role, 'member');
    expect(await screen.findByText('A team needs an owner')).toBeVisible();
    expect(role).toHaveValue('owner');
  });

  it('makes a link with its limits and shows it once', async () => {
    const made = { ...invitation, id: 'i2', token: 'tok', url: 'https://studio.example/invite/tok' };
    const asked = serve({ ...replies, 'POST /api/teams/t1/invitations': { status: 201, json: made } });
    renderPage(<MembersPage team={team} userId="u1" inviting />);
    await userEvent.selectOptions(await screen.findByLabelText('They join as'), 'viewer');
    await userEvent.selectOptions(screen.getByLabelText('The link works for'), '');
    await userEvent.selectOptions(screen.getByLabelText('People who may use it'), '1');
    await userEvent.click(screen.getByRole('button', { name: 'Make link' }));
    expect(await screen.findByLabelText('Invitation link')).toHaveValue('https://studio.example/invite/tok');
    expect(asked.find(({ call }) => call === 'POST /api/teams/t1/invitations')?.body).toEqual({
      role: 'viewer',
      maxUses: 1,
    });
  });

  it('offers nothing to those who only look', async () => {
    serve(replies);
    renderPage(<MembersPage team={{ ...team, role: 'viewer' }} userId="u2" inviting />);
    const row = (await screen.findByText('Ana')).closest('li');
    expect(within(row as HTMLElement).queryByRole('combobox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Invite' })).toBeNull();
    expect(screen.queryByText('Invitation links')).toBeNull();
  });

  it('asks before someone loses access', async () => {
    const asked = serve({ ...replies, 'DELETE /api/teams/t1/members/u2': { status: 204 } });
    renderPage(<MembersPage team={team} userId="u1" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Bo' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove from team' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove Bo?' });
    expect(asked.some(({ call }) => call.startsWith('DELETE'))).toBe(false);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove from team' }));
    await expect.poll(() => screen.queryByText('bo@example.com')).toBeNull();
  });
});

describe('the invitation page', () => {
  const preview = { teamName: 'North', teamHue: 1, role: 'member', invitedBy: invitation.createdBy };

  it('lets someone signed in join with one press', async () => {
    serve({
      ...replies,
      'GET /api/invitations/tok': { json: preview },
      'POST /api/invitations/tok/accept': { json: team },
    });
    const { at } = renderPage(<AcceptInvitation token="tok" user={someone} newcomer={null} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Join North' }));
    await expect.poll(at).toBe('/t/t1');
  });

  it('says when a link is no longer open', async () => {
    serve({ 'GET /api/invitations/tok': { status: 410, json: { code: 'invitation_invalid' } } });
    renderPage(<AcceptInvitation token="tok" user={null} newcomer={<p>form</p>} />);
    expect(await screen.findByRole('heading')).toHaveTextContent('no longer open');
    expect(screen.queryByText('form')).toBeNull();
  });
});
