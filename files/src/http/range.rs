//! `Range: bytes=…` (RFC 9110 §14), one range at a time.

use std::ops::Range;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Everything: no range, one that is not understood, or several at once (a server may answer those whole).
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that are not there.
    Beyond,
}

/// Reads the header for a file of `size` bytes.
pub(super) fn parse(header: &str, size: u64) -> Asked {
    let Some((unit, set)) = header.split_once('=') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Asked::Whole };
    match (number(first.trim()), number(last.trim())) {
        (Number::None, Number::Some(0)) => Asked::Beyond,
        // No last bytes can be named of an empty file; all of it is nothing.
        (Number::None, Number::Some(_)) if size == 0 => Asked::Whole,
        (Number::None, Number::Some(count)) => Asked::Part(size.saturating_sub(count)..size),
        (Number::Some(first), Number::None) if first < size => Asked::Part(first..size),
        (Number::Some(first), Number::Some(last)) if last < first => Asked::Whole,
        (Number::Some(first), Number::Some(last)) if first < size => {
            Asked::Part(first..last.saturating_add(1).min(size))
        }
        (Number::Some(_), Number::None | Number::Some(_)) => Asked::Beyond,
        _ => Asked::Whole,
    }
}

enum Number {
    None,
    Some(u64),
    /// A comma of a second range, a letter, a sign.
    Other,
}

fn number(text: &str) -> Number {
    if text.is_empty() {
        return Number::None;
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Number::Other;
    }
    // Digits alone that do not fit are a number beyond any file.
    Number::Some(text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edges() {
        for (header, asked) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-", Asked::Part(0..10)),
            ("bytes=9-", Asked::Part(9..10)),
            ("bytes=3-5", Asked::Part(3..6)),
            ("bytes=3-99999999999999999999999", Asked::Part(3..10)),
            ("bytes=3-18446744073709551615", Asked::Part(3..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-11", Asked::Part(0..10)),
            ("Bytes = 1-2", Asked::Part(1..3)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=10-20", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=5-3", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=--1", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("bytes=-1,-2", Asked::Whole),
            ("items=0-1", Asked::Whole),
        ] {
            assert_eq!(parse(header, 10), asked, "{header}");
        }
        assert_eq!(parse("bytes=0-0", 0), Asked::Beyond);
        assert_eq!(parse("bytes=-5", 0), Asked::Whole);
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file_and_is_not_empty(header in "bytes=[0-9]{0,3}-[0-9]{0,3}", size in 0u64..500) {
            if let Asked::Part(range) = parse(&header, size) {
                prop_assert!(range.start < range.end && range.end <= size);
            }
        }

        #[test]
        fn nothing_panics(header in ".*", size in any::<u64>()) {
            parse(&header, size);
        }
    }
}
