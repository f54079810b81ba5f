import type { StoredFile } from '../src/api/types.ts';
import { db, digest, newId, personOf } from './db.ts';
import { type Call, invalid, jsonOf, Refusal, route, sessionOf, signedIn } from './http.ts';
import { tell } from './realtime.ts';
import { membersOf, teamFor } from './routes-teams.ts';

const inlineTypes = /^(image\/|video\/|audio\/|text\/plain|application\/pdf)/;

function shown({ content: _, ...file }: StoredFile & { content: Buffer }): StoredFile {
  return file;
}

function fileFor(call: Call, least: 'viewer' | 'member' = 'viewer') {
  const file = db.files.get(call.params[0] ?? '');
  if (!file) throw new Refusal(404, 'not_found');
  return { file, ...teamFor(call, file.teamId, least) };
}

export function fileRoutes(): void {
  route('GET', '/files', (call) => {
    const { team } = teamFor(call, call.query.get('teamId') ?? '');
    const limit = Math.min(100, Number(call.query.get('limit')) || 50);
    const all = [...db.files.values()]
      .filter((file) => file.teamId === team.id)
      .sort((a, b) => b.id.localeCompare(a.id));
    const cursor = call.query.get('cursor');
    const start = cursor ? all.findIndex((file) => file.id === cursor) + 1 : 0;
    const items = all.slice(start, start + limit).map(shown);
    return { json: { items, nextCursor: start + limit < all.length ? (items.at(-1)?.id ?? null) : null } };
  });

  route('POST', '/files', async (call) => {
    // The platform's own multipart reader does the work.
    const type = call.req.headers['content-type'] ?? '';
    const form = await new Response(new Uint8Array(call.body), {
      headers: { 'Content-Type': type },
    }).formData();
    const upload = form.get('file');
    if (!(upload instanceof Blob)) throw invalid('file', 'A file is missing.');
    const { team, userId } = teamFor(call, String(form.get('teamId')), 'member');
    const content = Buffer.from(await upload.arrayBuffer());
    const now = new Date().toISOString();
    const file = {
      id: newId(),
      teamId: team.id,
      folderId: null,
      name: upload.name,
      size: content.length,
      mimeType: upload.type || 'application/octet-stream',
      blake3: digest(content),
      createdAt: now,
      updatedAt: now,
      createdBy: personOf(userId),
      content,
    };
    db.files.set(file.id, file);
    tell(membersOf(team), 'file.created', { teamId: team.id, file: shown(file) });
    return { status: 201, json: shown(file) };
  });

  route('GET', '/files/:', (call) => ({ json: shown(fileFor(call).file) }));

  route('PATCH', '/files/:', (call) => {
    const { file, team } = fileFor(call, 'member');
    file.name = jsonOf<{ name?: string }>(call).name?.trim() || file.name;
    file.updatedAt = new Date().toISOString();
    tell(membersOf(team), 'file.updated', { teamId: team.id, file: shown(file) });
    return { json: shown(file) };
  });

  route('DELETE', '/files/:', (call) => {
    const { file, team } = fileFor(call, 'member');
    db.files.delete(file.id);
    tell(membersOf(team), 'file.deleted', { teamId: team.id, fileId: file.id });
    return {};
  });

  route('GET', '/files/:/content', (call) => {
    // The cookie counts here, since an <img> can't carry a header.
    const session = sessionOf(call.req, true);
    if (!session) signedIn(call);
    const file = db.files.get(call.params[0] ?? '');
    const member = file && session && db.teams.get(file.teamId)?.members.has(session.userId);
    if (!file || !member) throw new Refusal(404, 'not_found');
    const inline = inlineTypes.test(file.mimeType) && call.query.get('download') !== '1';
    const disposition = `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`;
    call.res.writeHead(200, {
      'Content-Type': file.mimeType,
      'Content-Length': file.content.length,
      'Content-Disposition': disposition,
      'Content-Security-Policy': 'sandbox',
      'X-Content-Type-Options': 'nosniff',
    });
    call.res.end(call.req.method === 'HEAD' ? undefined : file.content);
    return { handled: true };
  });
}
