import {
  Box,
  FileArchive,
  FileAudio,
  FileCode,
  File as FileIcon,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileType,
  FileVideo,
  type LucideIcon,
  Palette,
  PenTool,
  Presentation,
} from 'lucide-react';
import { type FileKind, kindOf } from './kinds';

const icons: Record<FileKind, LucideIcon> = {
  image: FileImage,
  vector: PenTool,
  design: Palette,
  pdf: FileText,
  video: FileVideo,
  audio: FileAudio,
  font: FileType,
  archive: FileArchive,
  table: FileSpreadsheet,
  slides: Presentation,
  text: FileText,
  code: FileCode,
  model: Box,
  other: FileIcon,
};

export function kindIcon(file: { name: string; mimeType: string }): LucideIcon {
  return icons[kindOf(file)];
}

export function KindIcon({ file, size = 16 }: { file: { name: string; mimeType: string }; size?: number }) {
  const Icon = kindIcon(file);
  return <Icon size={size} aria-hidden />;
}
