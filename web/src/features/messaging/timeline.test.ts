import { describe, expect, it } from 'vitest';
import { channel, message } from './fixtures';
import {
  appendNewer,
  channelAfterMessage,
  channelAfterRead,
  fromNewestPage,
  markAfterMessage,
  markAtOpen,
  prependOlder,
  receive,
} from './timeline';

const seqs = (timeline: { items: { seq: number }[] }) => timeline.items.map((item) => item.seq);
const page = (...list: number[]) => ({ items: list.map((seq) => message(seq)), nextCursor: null });

describe('timeline', () => {
  const base = fromNewestPage({ items: [message(8), message(9), message(10)], nextCursor: '8' });

  it('keeps the cursor to the next older page', () => {
    expect(base.older).toBe(8);
    const whole = prependOlder(base, page(6, 7));
    expect(seqs(whole)).toEqual([6, 7, 8, 9, 10]);
    expect(whole.older).toBeNull();
  });

  it('appends the next message', () => {
    const { timeline, gapAfter } = receive(base, message(11));
    expect(seqs(timeline)).toEqual([8, 9, 10, 11]);
    expect(gapAfter).toBeNull();
  });

  it('shows a message once when answer and event both bring it', () => {
    const once = receive(base, message(11)).timeline;
    const twice = receive(once, message(11)).timeline;
    expect(seqs(twice)).toEqual([8, 9, 10, 11]);
  });

  it('asks for what is missing rather than show a hole', () => {
    const { timeline, gapAfter } = receive(base, message(13));
    expect(gapAfter).toBe(10);
    expect(seqs(timeline)).toEqual([8, 9, 10]);
    expect(seqs(appendNewer(timeline, page(11, 12, 13)))).toEqual([8, 9, 10, 11, 12, 13]);
  });

  it('refuses a page that would leave a hole', () => {
    expect(seqs(appendNewer(base, page(12, 13)))).toEqual([8, 9, 10]);
  });

  it('takes the first message of an empty channel', () => {
    const empty = fromNewestPage({ items: [], nextCursor: null });
    expect(seqs(receive(empty, message(1)).timeline)).toEqual([1]);
    expect(receive(empty, message(2)).gapAfter).toBe(0);
  });

  it('leaves what is older than the window to its page', () => {
    expect(seqs(receive(base, message(3)).timeline)).toEqual([8, 9, 10]);
  });
});

describe('unread', () => {
  it('counts what others wrote, once', () => {
    const first = channelAfterMessage(channel(), { seq: 11 }, false);
    expect(first.channel).toMatchObject({ lastSeq: 11, unread: 1 });
    expect(channelAfterMessage(first.channel, { seq: 11 }, false).channel.unread).toBe(1);
  });

  it('does not count what I wrote', () => {
    expect(channelAfterMessage(channel(), { seq: 11 }, true).channel.unread).toBe(0);
  });

  it('is in doubt after a hole', () => {
    expect(channelAfterMessage(channel(), { seq: 13 }, false).inDoubt).toBe(true);
    expect(channelAfterMessage(channel(), { seq: 11 }, false).inDoubt).toBe(false);
  });

  it('never lets the read cursor go back', () => {
    const read = channel({ lastReadSeq: 9, unread: 1 });
    expect(channelAfterRead(read, { lastReadSeq: 10, unread: 0 })).toMatchObject({ unread: 0 });
    expect(channelAfterRead(read, { lastReadSeq: 5, unread: 5 })).toBe(read);
  });
});

describe('the "New" line', () => {
  it('stands after the last read message when the channel opens', () => {
    expect(markAtOpen({ lastReadSeq: 7, unread: 3 })).toBe(7);
    expect(markAtOpen({ lastReadSeq: 10, unread: 0 })).toBeNull();
  });

  it('appears before the first message that came while nobody watched, and stays there', () => {
    const away = { watching: false, isMine: false };
    const mark = markAfterMessage(null, { seq: 11 }, away);
    expect(mark).toBe(10);
    expect(markAfterMessage(mark, { seq: 12 }, away)).toBe(10);
    expect(markAfterMessage(null, { seq: 11 }, { watching: true, isMine: false })).toBeNull();
  });

  it('goes when I answer', () => {
    expect(markAfterMessage(10, { seq: 12 }, { watching: true, isMine: true })).toBeNull();
  });
});
