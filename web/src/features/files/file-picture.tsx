import { useState } from 'react';
import type { StoredFile } from '@/api/types';
import { cn } from '@/lib/cn';
import { KindIcon } from './kind-icon';
import { extensionOf, hasPreview } from './kinds';
import { contentUrl } from './queries';

interface FilePictureProps {
  file: StoredFile;
  /** Beside the name it says nothing new; on its own it names the file. */
  alt?: string;
  fit?: 'cover' | 'contain';
  size: 'row' | 'tile' | 'large';
}

/** The picture itself where the browser can draw it safely, otherwise its kind: nothing is invented. */
export function FilePicture({ file, alt = '', fit = 'cover', size }: FilePictureProps) {
  const [broken, setBroken] = useState(false);
  if (hasPreview(file) && !broken) {
    return (
      <img
        src={contentUrl(file.id)}
        alt={alt}
        loading="lazy"
        decoding="async"
        draggable={false}
        className={cn('size-full', fit === 'cover' ? 'object-cover' : 'object-contain')}
        onError={() => setBroken(true)}
      />
    );
  }
  const extension = extensionOf(file.name);
  return (
    <span
      className="flex size-full flex-col items-center justify-center gap-2 bg-sunken text-muted"
      {...(alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true })}
    >
      <KindIcon file={file} size={size === 'row' ? 16 : size === 'tile' ? 26 : 34} />
      {size !== 'row' && extension && (
        <span className="max-w-[80%] truncate text-11 font-title tracking-[0.04em] uppercase">
          {extension}
        </span>
      )}
    </span>
  );
}
