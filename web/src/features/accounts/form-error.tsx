import { errorWords } from '@/api/errors';
import { ErrorState } from '@/ui/states';

/** An error of the whole form; errors of one field stand at the field. */
export function FormError({ error, message }: { error: unknown; message?: string | undefined }) {
  if (!error) return null;
  if (message) {
    return (
      <p role="alert" className="rounded-card border border-line-strong px-3 py-2.5 text-danger">
        {message}
      </p>
    );
  }
  return (
    <div className="rounded-card border border-line-strong">
      <ErrorState {...errorWords(error)} size="inline" />
    </div>
  );
}
