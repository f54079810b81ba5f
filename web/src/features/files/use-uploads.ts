import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { UploadQueue, UploadsView } from './upload-queue';
import { openUploads } from './uploading';

export function useUploads(): { queue: UploadQueue; view: UploadsView } {
  const queue = openUploads(useQueryClient());
  return { queue, view: useSyncExternalStore(queue.subscribe, queue.getView) };
}
