//! The newest page of each active channel.
//!
//! A window holds the last messages of one channel, up to [`KEEP`], in order and without a gap up to the channel's last. It is
//! filled from the database by whoever finds none, and then follows: this node's own commits are added before their senders are
//! answered, other nodes' when their events are heard. What does not fit on (a number is skipped) drops the window, since then
//! something is missing that the database has.
//!
//! A window never shows what is not committed, and never lacks what this node has acknowledged: while one is being filled, what
//! is committed meanwhile is put aside and added to what the database answered.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use kernel::ChannelId;
use parking_lot::Mutex;

use crate::{
    line::Line,
    rules::{Asked, Span, span},
};

/// How many messages of a channel are kept; a page has a hundred at most.
pub(crate) const KEEP: usize = 100;
/// Channels share so many locks.
const SHARDS: usize = 16;
/// The most memory that all windows take, in bytes.
const BUDGET: usize = 64 * 1024 * 1024;
/// The most channels that are kept.
const CHANNELS: usize = 4096;

/// The last messages of one channel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    lines: VecDeque<Arc<Line>>,
    weight: usize,
}

impl Window {
    /// The number of the channel's last message.
    fn last_seq(&self) -> i64 {
        self.lines.back().map_or(0, |line| line.seq)
    }

    /// Adds what follows. What it has already is passed over.
    fn push(&mut self, line: &Arc<Line>) -> Result<(), Gap> {
        let last = self.last_seq();
        if line.seq <= last {
            return Ok(());
        }
        if line.seq != last + 1 {
            return Err(Gap);
        }
        self.weight += line.weight();
        self.lines.push_back(Arc::clone(line));
        while self.lines.len() > KEEP {
            self.weight -= self.lines.pop_front().map_or(0, |line| line.weight());
        }
        Ok(())
    }

    /// A window of what the database has: in order, without a gap, up to the channel's last.
    pub(crate) fn of(lines: Vec<Arc<Line>>) -> Self {
        Self { weight: lines.iter().map(|line| line.weight()).sum(), lines: lines.into() }
    }

    /// The messages asked for, if they are all in here.
    pub(crate) fn page(&self, asked: Asked) -> Option<(Span, impl Iterator<Item = &Arc<Line>> + Clone)> {
        let page = span(asked, self.last_seq());
        let first = self.lines.front().map_or(1, |line| line.seq);
        if page.first > page.last {
            return Some((page, self.lines.range(0..0)));
        }
        let from = usize::try_from(page.first.checked_sub(first)?).ok()?;
        let to = usize::try_from(page.last - first).ok()?;
        Some((page, self.lines.range(from..=to)))
    }
}

/// A number was skipped.
struct Gap;

enum State {
    /// Somebody asks the database; what is committed meanwhile.
    Filling(u64, Vec<Arc<Line>>),
    Ready(Arc<Window>),
}

struct Slot {
    state: State,
    used: u64,
    weight: usize,
}

#[derive(Default)]
struct Shard {
    slots: HashMap<ChannelId, Slot>,
    weight: usize,
    /// Counts uses: the slot with the lowest was used the longest ago.
    tick: u64,
}

impl Shard {
    fn forget(&mut self, channel: ChannelId) {
        if let Some(slot) = self.slots.remove(&channel) {
            self.weight -= slot.weight;
        }
    }

    fn weigh(&mut self, channel: ChannelId, weight: usize) {
        if let Some(slot) = self.slots.get_mut(&channel) {
            self.weight = self.weight - slot.weight + weight;
            slot.weight = weight;
        }
        if self.weight > BUDGET / SHARDS || self.slots.len() > CHANNELS / SHARDS {
            self.evict();
        }
    }

    /// Lets the least recently used go, an eighth more than needed, so that it is not to be done again at once.
    fn evict(&mut self) {
        let mut by_use: Vec<(u64, ChannelId)> = self.slots.iter().map(|(id, slot)| (slot.used, *id)).collect();
        by_use.sort_unstable();
        for (_, channel) in by_use {
            if self.weight <= BUDGET / SHARDS / 8 * 7 && self.slots.len() <= CHANNELS / SHARDS / 8 * 7 {
                break;
            }
            self.forget(channel);
        }
    }
}

/// The windows of this node. See the module.
pub(crate) struct Newest {
    shards: [Mutex<Shard>; SHARDS],
}

impl Newest {
    pub(crate) fn new() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()) }
    }

    fn shard(&self, channel: ChannelId) -> &Mutex<Shard> {
        // The last byte of a UUIDv7 is random.
        &self.shards[usize::from(channel.uuid().as_bytes()[15]) % SHARDS]
    }

    /// The window, if there is one.
    pub(crate) fn get(&self, channel: ChannelId) -> Option<Arc<Window>> {
        let mut shard = self.shard(channel).lock();
        shard.tick += 1;
        let tick = shard.tick;
        let slot = shard.slots.get_mut(&channel)?;
        slot.used = tick;
        match &slot.state {
            State::Ready(window) => Some(Arc::clone(window)),
            State::Filling(..) => None,
        }
    }

    /// Whether a message of that number would change something here.
    pub(crate) fn wants(&self, channel: ChannelId, seq: i64) -> bool {
        match self.shard(channel).lock().slots.get(&channel).map(|slot| &slot.state) {
            None => false,
            Some(State::Filling(..)) => true,
            Some(State::Ready(window)) => seq > window.last_seq(),
        }
    }

    /// Takes in a committed message.
    pub(crate) fn push(&self, channel: ChannelId, line: &Arc<Line>) {
        let mut shard = self.shard(channel).lock();
        let Some(slot) = shard.slots.get_mut(&channel) else { return };
        let weight = match &mut slot.state {
            State::Filling(_, aside) => {
                aside.push(Arc::clone(line));
                (aside.len() <= KEEP).then_some(slot.weight)
            }
            // Copied only while somebody reads it.
            State::Ready(window) => {
                let window = Arc::make_mut(window);
                window.push(line).ok().map(|()| window.weight)
            }
        };
        match weight {
            Some(weight) => shard.weigh(channel, weight),
            None => shard.forget(channel),
        }
    }

    /// Begins to fill a window, to be called before the database is asked. `None` when somebody else is at it.
    pub(crate) fn fill(&self, channel: ChannelId) -> Option<Filling<'_>> {
        let mut shard = self.shard(channel).lock();
        if shard.slots.contains_key(&channel) {
            return None;
        }
        shard.tick += 1;
        let ticket = shard.tick;
        shard.slots.insert(channel, Slot { state: State::Filling(ticket, Vec::new()), used: ticket, weight: 0 });
        shard.weigh(channel, size_of::<Slot>());
        Some(Filling { newest: self, channel, ticket })
    }

    /// Something of this channel may be missing.
    pub(crate) fn forget(&self, channel: ChannelId) {
        self.shard(channel).lock().forget(channel);
    }

    /// Something of any channel may be missing.
    pub(crate) fn clear(&self) {
        for shard in &self.shards {
            let mut shard = shard.lock();
            // The ticks go on: a fill that began before must not take a slot of after for its own.
            shard.slots.clear();
            shard.weight = 0;
        }
    }
}

/// A window being filled. Dropping it unfinished gives the place up.
pub(crate) struct Filling<'a> {
    newest: &'a Newest,
    channel: ChannelId,
    ticket: u64,
}

impl Filling<'_> {
    /// Puts in what the database had when it was asked.
    pub(crate) fn finish(self, mut window: Window) {
        let mut shard = self.newest.shard(self.channel).lock();
        let Some(slot) = shard.slots.get_mut(&self.channel) else { return };
        let State::Filling(ticket, aside) = &mut slot.state else { return };
        if *ticket != self.ticket {
            return;
        }
        aside.sort_unstable_by_key(|line| line.seq);
        if aside.iter().all(|line| window.push(line).is_ok()) {
            let weight = window.weight + size_of::<Slot>();
            slot.state = State::Ready(Arc::new(window));
            shard.weigh(self.channel, weight);
        } else {
            shard.forget(self.channel);
        }
    }
}

impl Drop for Filling<'_> {
    fn drop(&mut self) {
        let mut shard = self.newest.shard(self.channel).lock();
        let unfinished = matches!(
            shard.slots.get(&self.channel),
            Some(Slot { state: State::Filling(ticket, _), .. }) if *ticket == self.ticket
        );
        if unfinished {
            shard.forget(self.channel);
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Limit, MessageId, Rng, SeededEntropy, SystemClock, Timestamp, UserId};
    use proptest::prelude::*;

    use super::*;
    use crate::model::Message;

    struct Maker {
        clock: Clock,
        rng: Rng,
        channel: ChannelId,
    }

    impl Maker {
        fn new() -> Self {
            let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(5)));
            Self { channel: ChannelId::generate(&clock, &rng), clock, rng }
        }

        fn line(&self, seq: i64) -> Arc<Line> {
            let message = Message {
                id: MessageId::generate(&self.clock, &self.rng),
                channel: self.channel,
                seq,
                author: UserId::generate(&self.clock, &self.rng),
                client_id: seq.to_string(),
                text: "text".into(),
                html: "html".into(),
                created_at: Timestamp::from_millis(0),
            };
            Arc::new(Line::render(&message).expect("it renders"))
        }

        /// What a database with so many messages answers.
        fn stored(&self, last: i64) -> Window {
            Window::of(((last - 99).max(1)..=last).map(|seq| self.line(seq)).collect())
        }
    }

    fn asked(limit: u32) -> Asked {
        Asked { after: None, before: None, limit: Limit::new(Some(limit)).expect("a limit") }
    }

    fn shown(newest: &Newest, channel: ChannelId, asked: Asked) -> Option<Vec<i64>> {
        let window = newest.get(channel)?;
        let (_, lines) = window.page(asked)?;
        Some(lines.map(|line| line.seq).collect())
    }

    #[test]
    fn what_comes_while_it_is_filled_is_not_lost() {
        let (newest, make) = (Newest::new(), Maker::new());
        let filling = newest.fill(make.channel).expect("the first");
        assert!(newest.fill(make.channel).is_none(), "one at a time");
        // The database was asked between 3 and 4; 4 and 5 came after.
        for seq in [3, 5, 4] {
            newest.push(make.channel, &make.line(seq));
        }
        assert_eq!(shown(&newest, make.channel, asked(50)), None);
        filling.finish(make.stored(3));
        assert_eq!(shown(&newest, make.channel, asked(50)), Some(vec![1, 2, 3, 4, 5]));
        assert!(!newest.wants(make.channel, 5) && newest.wants(make.channel, 6));
    }

    #[test]
    fn a_gap_drops_the_window() {
        let (newest, make) = (Newest::new(), Maker::new());
        newest.fill(make.channel).expect("free").finish(make.stored(3));
        newest.push(make.channel, &make.line(5));
        assert_eq!(shown(&newest, make.channel, asked(1)), None);
        let filling = newest.fill(make.channel).expect("free");
        newest.push(make.channel, &make.line(7));
        filling.finish(make.stored(5));
        assert_eq!(shown(&newest, make.channel, asked(1)), None);
    }

    #[test]
    fn a_fill_that_was_overtaken_or_given_up_leaves_nothing() {
        let (newest, make) = (Newest::new(), Maker::new());
        let old = newest.fill(make.channel).expect("free");
        newest.clear();
        let new = newest.fill(make.channel).expect("free again");
        old.finish(make.stored(3));
        assert_eq!(shown(&newest, make.channel, asked(1)), None, "the old one knows less than it should");
        new.finish(make.stored(4));
        assert_eq!(shown(&newest, make.channel, asked(1)), Some(vec![4]));
        newest.forget(make.channel);
        drop(newest.fill(make.channel));
        assert!(newest.fill(make.channel).is_some());
    }

    #[test]
    fn memory_is_bounded() {
        let (newest, mut make) = (Newest::new(), Maker::new());
        for _ in 0..CHANNELS * 2 {
            make.channel = ChannelId::generate(&make.clock, &make.rng);
            newest.fill(make.channel).expect("free").finish(make.stored(1));
            assert_eq!(shown(&newest, make.channel, asked(1)), Some(vec![1]), "the latest stays");
        }
        let kept: usize = newest.shards.iter().map(|shard| shard.lock().slots.len()).sum();
        assert!(kept <= CHANNELS && kept > CHANNELS / 2, "{kept}");
        for shard in &newest.shards {
            let shard = shard.lock();
            assert_eq!(shard.weight, shard.slots.values().map(|slot| slot.weight).sum::<usize>());
        }
    }

    proptest! {
        /// Whatever a window shows is what the whole channel would show.
        #[test]
        fn a_page_is_a_page_of_the_channel(
            last in 0_i64..250, more in 0_i64..120, limit in 1_u32..=100,
            after in prop::option::of(0_i64..400), before in prop::option::of(0_i64..400),
        ) {
            let (newest, make) = (Newest::new(), Maker::new());
            newest.fill(make.channel).expect("free").finish(make.stored(last));
            for seq in last + 1..=last + more {
                newest.push(make.channel, &make.line(seq));
            }
            let asked = Asked { after, before, ..asked(limit) };
            let whole = span(asked, last + more);
            if let Some(seqs) = shown(&newest, make.channel, asked) {
                prop_assert_eq!(seqs, (whole.first..=whole.last).collect::<Vec<_>>());
            } else {
                prop_assert!(whole.first <= whole.last && whole.first <= last + more - KEEP as i64, "it had it all");
            }
        }
    }
}
