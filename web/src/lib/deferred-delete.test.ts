import { describe, expect, it, vi } from 'vitest';
import { DeferredDelete } from './deferred-delete';

function setUp(remove = vi.fn(async (_id: string) => {})) {
  let timer: (() => void) | null = null;
  const removeAtLast = vi.fn();
  const onFailed = vi.fn();
  const deletes = new DeferredDelete({
    remove,
    removeAtLast,
    onFailed,
    setTimer: (run) => {
      timer = run;
      return () => {
        timer = null;
      };
    },
  });
  const later = async () => {
    timer?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { deletes, remove, removeAtLast, onFailed, later };
}

describe('DeferredDelete', () => {
  it('hides at once and asks the server later', async () => {
    const { deletes, remove, later } = setUp();
    deletes.schedule(['a', 'b']);
    expect([...deletes.getHidden()]).toEqual(['a', 'b']);
    expect(remove).not.toHaveBeenCalled();
    await later();
    expect(remove.mock.calls).toEqual([['a'], ['b']]);
    expect(deletes.getHidden().size).toBe(0);
  });

  it('asks nothing when it is undone', async () => {
    const { deletes, remove, later } = setUp();
    const undo = deletes.schedule(['a']);
    undo();
    expect(deletes.getHidden().size).toBe(0);
    await later();
    expect(remove).not.toHaveBeenCalled();
  });

  it('brings back what the server would not delete, and says which', async () => {
    const { deletes, onFailed, later } = setUp(
      vi.fn(async (id: string) => {
        if (id === 'b') throw new Error('no');
      }),
    );
    deletes.schedule(['a', 'b']);
    await later();
    expect(onFailed).toHaveBeenCalledWith(['b'], expect.any(Error));
    expect(deletes.getHidden().size).toBe(0);
  });

  it('asks at the last moment when the page closes', async () => {
    const { deletes, remove, removeAtLast, later } = setUp();
    deletes.schedule(['a']);
    deletes.flush();
    expect(removeAtLast).toHaveBeenCalledWith('a');
    await later();
    expect(remove).not.toHaveBeenCalled();
  });
});
