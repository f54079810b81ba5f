import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TooltipProvider } from '@/ui/tooltip';
import { Composer } from './composer';

function setUp(channelId = 'c1') {
  const onSend = vi.fn();
  const view = render(
    <TooltipProvider>
      <Composer channelId={channelId} channelName="#general" onSend={onSend} />
    </TooltipProvider>,
  );
  return { onSend, field: screen.getByRole('textbox', { name: 'Message #general' }), view };
}

beforeEach(() => sessionStorage.clear());

describe('Composer', () => {
  it('sends with Enter and makes a line with Shift and Enter', async () => {
    const { onSend, field } = setUp();
    await userEvent.type(field, 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(onSend.mock.calls).toEqual([['one\ntwo']]);
    expect(field).toHaveValue('');
  });

  it('leaves Enter to the input method while it composes', () => {
    const { onSend, field } = setUp();
    fireEvent.change(field, { target: { value: 'にほん' } });
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(onSend).toHaveBeenCalledOnce();
  });

  it('sends nothing when there is nothing, or too much', () => {
    const { onSend, field } = setUp();
    fireEvent.keyDown(field, { key: 'Enter' });
    fireEvent.change(field, { target: { value: 'a'.repeat(16_001) } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByText('1 character too long')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
  });

  it('keeps what was not sent, for its own channel', async () => {
    const first = setUp();
    await userEvent.type(first.field, 'not yet');
    first.view.unmount();
    const other = setUp('c2');
    expect(other.field).toHaveValue('');
    other.view.unmount();
    expect(setUp().field).toHaveValue('not yet');
  });
});
