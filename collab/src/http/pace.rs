//! How fast we read what a client sends.

use tokio::time::{Duration, Instant};

/// What a frame costs on top of its bytes.
const FRAME: u64 = 64;

/// A budget of bytes. Who is beyond it is read no faster than it fills; TCP tells the client.
#[derive(Debug)]
pub(super) struct Pace {
    per_second: u64,
    burst: Duration,
    /// When all that was read so far is paid for.
    paid: Instant,
}

impl Pace {
    pub(super) fn new(per_second: u64, burst_bytes: u64, now: Instant) -> Self {
        Self { per_second, burst: time(burst_bytes, per_second), paid: now }
    }

    /// Counts a frame.
    pub(super) fn read(&mut self, bytes: usize, now: Instant) {
        self.paid = self.paid.max(now) + time(bytes as u64 + FRAME, self.per_second);
    }

    /// When to read again.
    pub(super) fn next(&self, now: Instant) -> Option<Instant> {
        let at = self.paid.checked_sub(self.burst)?;
        (at > now).then_some(at)
    }
}

fn time(bytes: u64, per_second: u64) -> Duration {
    Duration::from_nanos(bytes.saturating_mul(1_000_000_000) / per_second.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_then_it_is_the_pace() {
        let start = Instant::now() + Duration::from_secs(100);
        let mut pace = Pace::new(1_000, 10_000, start);
        pace.read(9_000, start);
        assert_eq!(pace.next(start), None);
        pace.read(2_000, start);
        let next = pace.next(start).expect("beyond the burst");
        assert_eq!(next - start, Duration::from_millis(1_128));
        assert_eq!(pace.next(next), None);
    }
}
