import {
  addAccount,
  addChannel,
  addMessage,
  addTeam,
  db,
  digest,
  isoAgo,
  need,
  newId,
  personOf,
  type StoredChannel,
} from './db.ts';
import { picture } from './pictures.ts';

/** A studio in the middle of its work; people are named by what they do. */
export function seed(): void {
  db.studioName = 'North Studio';
  const art = addAccount('art@example.com', 'studio-demo', 'Art director');
  const motion = addAccount('motion@example.com', 'studio-demo', 'Motion designer');
  const producer = addAccount('producer@example.com', 'studio-demo', 'Producer');
  const client = addAccount('client@example.com', 'studio-demo', 'Client team');

  const north = addTeam('North Studio', art.id);
  const joinedAt = isoAgo(60 * 24 * 20);
  north.members.set(art.id, { role: 'owner', joinedAt: isoAgo(60 * 24 * 21) });
  north.members.set(motion.id, { role: 'member', joinedAt });
  north.members.set(producer.id, { role: 'admin', joinedAt });
  north.members.set(client.id, { role: 'viewer', joinedAt });
  addTeam('Film Works', art.id);
  addTeam('Brand', art.id);

  const general = need([...db.channels.values()].find((channel) => channel.teamId === north.id));
  const campaign = addChannel(north.id, 'autumn-campaign');
  const print = addChannel(north.id, 'type-and-print');
  addChannel(north.id, 'pricing', true);

  talk(general, [
    [motion.id, 'Render nodes are back. The queue is empty.', 60 * 26],
    [art.id, 'Thank you. Contact sheets go up this afternoon.', 60 * 25],
  ]);
  general.read.set(art.id, 2);
  talk(campaign, [
    [
      art.id,
      'Client picked direction B. Poster and teaser follow the same grid, see Autumn brief for the margins.',
      55,
    ],
    [motion.id, 'First pass of the teaser, 15 s. Grain is in comp, easy to lift.', 44],
    [producer.id, 'Print deadline moved to **Thursday 16:00**. Can we lock the A2 by tomorrow noon?', 29],
    [motion.id, 'Yes. v7 is up, please check the bleed.', 27],
  ]);
  campaign.read.set(art.id, 2);
  talk(print, [[producer.id, 'Proofs arrive on _Wednesday_. Coated and uncoated.', 12]]);

  const names = [
    ['Poster A2 final.psd', 'image/vnd.adobe.photoshop', 84_100_000, 2, art.id],
    ['Key visual.svg', 'image/svg+xml', 0, 60, motion.id],
    ['Lookbook.pdf', 'application/pdf', 31_600_000, 180, producer.id],
    ['Wordmark.svg', 'image/svg+xml', 0, 60 * 22, art.id],
    ['Teaser 15s.mp4', 'video/mp4', 96_000_000, 60 * 23, motion.id],
    ['Grain texture.svg', 'image/svg+xml', 0, 60 * 70, motion.id],
    ['Packaging dieline.svg', 'image/svg+xml', 0, 60 * 24 * 6, producer.id],
    ['Price list.csv', 'text/csv', 4_210, 60 * 24 * 12, producer.id],
  ] as const;
  names.forEach(([name, mimeType, size, minutes, author], index) => {
    const content = mimeType === 'image/svg+xml' ? Buffer.from(picture(index)) : Buffer.from(name);
    const at = isoAgo(minutes);
    const id = newId(Date.parse(at));
    db.files.set(id, {
      id,
      teamId: north.id,
      folderId: null,
      name,
      size: size || content.length,
      mimeType,
      blake3: digest(content),
      createdAt: at,
      updatedAt: at,
      createdBy: personOf(author),
      content,
    });
  });

  for (const [title, minutes, author] of [
    ['Autumn brief', 1, art.id],
    ['Shot list', 60 * 5, motion.id],
    ['Print schedule', 60 * 30, producer.id],
  ] as const) {
    const at = isoAgo(minutes);
    const id = newId(Date.parse(at));
    const createdBy = personOf(author);
    db.documents.set(id, {
      id,
      teamId: north.id,
      title,
      kind: 'document',
      createdAt: at,
      updatedAt: at,
      createdBy,
    });
  }

  db.invitations.set('demo-token-1', {
    id: newId(),
    teamId: north.id,
    token: 'demo-invitation',
    role: 'member',
    uses: 2,
    maxUses: 10,
    expiresAt: isoAgo(-60 * 24 * 5),
    createdAt: isoAgo(60 * 24 * 2),
    createdBy: personOf(producer.id),
    revokedAt: null,
  });
  for (const [device, network, minutes] of [
    ['Firefox on Windows', '192.0.2.0/24', 60 * 5],
    ['Safari on iPhone', '198.51.100.0/24', 60 * 50],
  ] as const) {
    const id = newId();
    const at = isoAgo(minutes);
    const createdAt = isoAgo(60 * 24 * 9);
    db.sessions.set(id, { id, userId: art.id, secret: id, device, network, createdAt, lastSeenAt: at });
  }
}

function talk(channel: StoredChannel, lines: readonly (readonly [string, string, number])[]): void {
  for (const [author, text, minutes] of lines) addMessage(channel, author, text, newId(), isoAgo(minutes));
}
