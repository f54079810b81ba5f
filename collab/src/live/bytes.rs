//! Reading and writing lib0's encoding: the pieces that the protocol is made of.

use super::Refusal;

/// The largest integer that JavaScript counts exactly to; nothing on the wire is larger.
const MAX_SAFE: u64 = (1 << 53) - 1;
/// Clocks and lengths are signed 32-bit numbers somewhere in every implementation.
const MAX_CLOCK: u64 = i32::MAX as u64;

/// Reads from the front. Every read is held against what is left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn left(&self) -> usize {
        self.0.len()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        let (first, rest) = self.0.split_first().ok_or(Refusal::Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Refusal::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    /// An unsigned integer of variable length.
    pub(super) fn uint(&mut self) -> Result<u64, Refusal> {
        let mut value = 0_u64;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return if value <= MAX_SAFE { Ok(value) } else { Err(Refusal::Malformed) };
            }
        }
        Err(Refusal::Malformed)
    }

    /// A signed one; only its end matters.
    pub(super) fn skip_int(&mut self) -> Result<(), Refusal> {
        for _ in 0..10 {
            if self.byte()? < 0x80 {
                return Ok(());
            }
        }
        Err(Refusal::Malformed)
    }

    /// A clock, or a number of clocks.
    pub(super) fn clock(&mut self) -> Result<u32, Refusal> {
        let value = self.uint()?;
        u32::try_from(value).ok().filter(|_| value <= MAX_CLOCK).ok_or(Refusal::Malformed)
    }

    /// How many things follow, each of which takes at least `least` bytes.
    pub(super) fn count(&mut self, least: usize) -> Result<usize, Refusal> {
        let count = usize::try_from(self.uint()?).map_err(|_| Refusal::Malformed)?;
        if count.checked_mul(least).is_some_and(|bytes| bytes <= self.left()) {
            Ok(count)
        } else {
            Err(Refusal::Malformed)
        }
    }

    /// Bytes behind their length.
    pub(super) fn buffer(&mut self) -> Result<&'a [u8], Refusal> {
        let count = self.count(1)?;
        self.take(count)
    }

    /// Text behind its length.
    pub(super) fn text(&mut self) -> Result<&'a str, Refusal> {
        std::str::from_utf8(self.buffer()?).map_err(|_| Refusal::Malformed)
    }
}

/// Appends an unsigned integer of variable length.
pub(super) fn put_uint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        // The low seven bits always fit.
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends bytes behind their length.
pub(super) fn put_buffer(out: &mut Vec<u8>, bytes: &[u8]) {
    put_uint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(value in 0..=MAX_SAFE) {
            let mut out = Vec::new();
            put_uint(&mut out, value);
            prop_assert_eq!(Reader::new(&out).uint(), Ok(value));
            for cut in 0..out.len() {
                prop_assert!(Reader::new(&out[..cut]).uint().is_err());
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Reader::new(&[0xff; 12]).uint().is_err());
        assert!(Reader::new(&[5, 1, 2]).buffer().is_err());
        assert!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).clock().is_err());
        assert!(Reader::new(&[0xff, 0xff, 0xff, 0x7f, 0]).count(1).is_err());
        assert!(Reader::new(&[2, 0xc3, 0x28]).text().is_err());
    }
}
