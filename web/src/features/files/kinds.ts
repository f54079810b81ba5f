import type { MessageKey } from '@/i18n/t';

/** What a file is, as far as its type and name tell; the server never opened it. */
export type FileKind =
  | 'image'
  | 'vector'
  | 'design'
  | 'pdf'
  | 'video'
  | 'audio'
  | 'font'
  | 'archive'
  | 'table'
  | 'slides'
  | 'text'
  | 'code'
  | 'model'
  | 'other';

const byExtension: Record<string, FileKind> = {
  psd: 'design',
  psb: 'design',
  ai: 'design',
  indd: 'design',
  sketch: 'design',
  fig: 'design',
  xd: 'design',
  afdesign: 'design',
  afphoto: 'design',
  afpub: 'design',
  procreate: 'design',
  kra: 'design',
  xcf: 'design',
  svg: 'vector',
  eps: 'vector',
  pdf: 'pdf',
  ttf: 'font',
  otf: 'font',
  woff: 'font',
  woff2: 'font',
  zip: 'archive',
  rar: 'archive',
  '7z': 'archive',
  tar: 'archive',
  gz: 'archive',
  zst: 'archive',
  csv: 'table',
  xls: 'table',
  xlsx: 'table',
  ods: 'table',
  numbers: 'table',
  ppt: 'slides',
  pptx: 'slides',
  odp: 'slides',
  key: 'slides',
  doc: 'text',
  docx: 'text',
  odt: 'text',
  rtf: 'text',
  pages: 'text',
  md: 'text',
  txt: 'text',
  html: 'code',
  css: 'code',
  js: 'code',
  ts: 'code',
  tsx: 'code',
  json: 'code',
  rs: 'code',
  py: 'code',
  xml: 'code',
  yml: 'code',
  glb: 'model',
  gltf: 'model',
  obj: 'model',
  fbx: 'model',
  blend: 'model',
  stl: 'model',
  usdz: 'model',
  c4d: 'model',
  tif: 'image',
  tiff: 'image',
  heic: 'image',
  raw: 'image',
  dng: 'image',
  cr3: 'image',
  exr: 'image',
  mov: 'video',
  mkv: 'video',
  mxf: 'video',
  prproj: 'video',
  aep: 'video',
  aif: 'audio',
  flac: 'audio',
};

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && dot < name.length - 1 ? name.slice(dot + 1).toLowerCase() : '';
}

export function kindOf(file: { name: string; mimeType: string }): FileKind {
  const known = byExtension[extensionOf(file.name)];
  if (known) return known;
  const type = file.mimeType;
  if (type === 'image/svg+xml') return 'vector';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('video/')) return 'video';
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('font/')) return 'font';
  if (type === 'application/pdf') return 'pdf';
  if (type.startsWith('text/')) return 'text';
  return 'other';
}

export const kindLabel = {
  image: 'files.kindImage',
  vector: 'files.kindVector',
  design: 'files.kindDesign',
  pdf: 'files.kindPdf',
  video: 'files.kindVideo',
  audio: 'files.kindAudio',
  font: 'files.kindFont',
  archive: 'files.kindArchive',
  table: 'files.kindTable',
  slides: 'files.kindSlides',
  text: 'files.kindText',
  code: 'files.kindCode',
  model: 'files.kindModel',
  other: 'files.kindOther',
} as const satisfies Record<FileKind, MessageKey>;

/** Types that every browser draws in an `<img>`, where even an SVG runs no script and loads nothing. */
const drawable = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
]);

/** There are no thumbnails yet: the picture itself is the preview, so a heavy one is not fetched for a tile. */
const PREVIEW_LIMIT = 8_000_000;

export function hasPreview(file: { mimeType: string; size: number }, limit = PREVIEW_LIMIT): boolean {
  return drawable.has(file.mimeType) && file.size <= limit;
}

/** The part of a name that a rename selects: without the extension. */
export function stemLength(name: string): number {
  const extension = extensionOf(name);
  return extension ? name.length - extension.length - 1 : name.length;
}
