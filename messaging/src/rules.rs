//! Verdicts on values alone: names, texts, pages.

use kernel::Limit;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::Error;

/// The longest name of a channel, in characters.
pub(crate) const NAME_MAX_CHARS: usize = 64;
/// The longest message, in characters.
pub(crate) const TEXT_MAX_CHARS: usize = 16_000;
/// The longest `clientId`, in characters.
const CLIENT_ID_MAX_CHARS: usize = 64;
/// The name of the channel that every team has.
pub(crate) const GENERAL: &str = "general";

/// A channel's name, as Slack and Mattermost write it: lower-case letters and digits of any script, `-` and `_`, 1 to 64
/// characters. What stands between words becomes one `-`; a leading `#` is how people write it and goes.
pub(crate) fn channel_name(typed: &str) -> Result<String, Error> {
    let mut name = slug(typed)?;
    // Lower case and composition may make way for each other; two rounds are enough for all that was ever seen.
    for _ in 0..4 {
        let next = slug(&name)?;
        if next == name {
            break;
        }
        name = next;
    }
    if name.chars().count() > NAME_MAX_CHARS {
        return Err(Error::field("name", "too_long", "Use at most 64 characters."));
    }
    Ok(name)
}

fn slug(typed: &str) -> Result<String, Error> {
    // Compatibility forms are folded, so that `ＤＥＶ` and `dev` are one name. What lies goes: overrides, invisible characters,
    // towers of marks.
    let folded: String = typed.chars().take(NAME_MAX_CHARS * 32).nfkc().collect();
    let refused = |error: sanitize::Error| Error::Refused(error.at("name"));
    let line = sanitize::sanitize_line(&folded, NAME_MAX_CHARS * 4).map_err(refused)?;
    let mut name = String::with_capacity(line.len());
    let mut gap = false;
    for c in line.to_lowercase().chars() {
        if is_combining_mark(c) {
            // It belongs to the letter before it, if there is one.
            if !gap && !name.is_empty() {
                name.push(c);
            }
        } else if c.is_alphanumeric() || c == '_' {
            if gap && !name.is_empty() {
                name.push('-');
            }
            gap = false;
            name.push(c);
        } else if !matches!(c, '\u{200C}' | '\u{200D}') {
            gap = true;
        }
    }
    if name.is_empty() {
        return Err(Error::field("name", "empty", "A channel's name has at least one letter or digit."));
    }
    Ok(name.nfkc().collect())
}

/// Takes no place on the screen.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A message's text: line ends are `\n`, other controls are gone, and so is the empty space before and after (but not the
/// indentation of the first line, which means code); 1 to 16,000 characters, at least one of them to be seen.
pub(crate) fn message_text(typed: &str) -> Result<String, Error> {
    let unix = typed.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = clean.trim_end();
    // Leading lines of nothing but space, up to the first line that has more.
    let blank = text.len() - text.trim_start().len();
    let start = text[..blank].rfind('\n').map_or(0, |at| at + 1);
    let text = &text[start..];
    if text.chars().all(is_blank) {
        return Err(Error::field("text", "empty", "Write at least one visible character."));
    }
    if text.chars().nth(TEXT_MAX_CHARS).is_some() {
        return Err(Error::field("text", "too_long", "A message has at most 16,000 characters."));
    }
    Ok(text.to_owned())
}

/// The name that a device gives what it sends: 1 to 64 characters without controls.
pub(crate) fn client_id(given: &str) -> Result<(), Error> {
    if given.is_empty() {
        return Err(Error::field("clientId", "empty", "Give the message a name of its own."));
    }
    if given.chars().nth(CLIENT_ID_MAX_CHARS).is_some() {
        return Err(Error::field("clientId", "too_long", "Use at most 64 characters."));
    }
    if given.chars().any(char::is_control) {
        return Err(Error::field("clientId", "invalid_value", "Use visible characters."));
    }
    Ok(())
}

/// Which messages of a channel are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Only numbers above. Makes the list go forward from there; otherwise it goes back from the newest.
    pub(crate) after: Option<i64>,
    /// Only numbers below.
    pub(crate) before: Option<i64>,
    pub(crate) limit: Limit,
}

/// Which numbers that is. Empty when `first > last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// The `after` or `before` of what follows.
    pub(crate) next: Option<i64>,
}

/// Numbers have no gap, so that the page follows from the last one alone.
pub(crate) fn span(asked: Asked, last_seq: i64) -> Span {
    let limit = i64::try_from(asked.limit.get()).unwrap_or(i64::MAX);
    let end = asked.before.map_or(last_seq, |before| last_seq.min(before.saturating_sub(1)));
    match asked.after {
        Some(after) => {
            let first = after.max(0).saturating_add(1);
            let last = end.min(first.saturating_add(limit - 1));
            Span { first, last, next: (first <= last && last < end).then_some(last) }
        }
        None => {
            let first = end.saturating_sub(limit - 1).max(1);
            Span { first, last: end, next: (first <= end && first > 1).then_some(first) }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word<T>(result: Result<T, Error>) -> String {
        match result {
            Err(Error::Refused(problem)) => problem.field_errors()[0].code.clone(),
            _ => String::new(),
        }
    }

    #[test]
    fn names_become_what_the_field_expects() {
        for (typed, name) in [
            ("General", "general"),
            ("#Design  Team", "design-team"),
            ("  --Q&A / ideas!  ", "q-a-ideas"),
            ("snake_case-and-dash", "snake_case-and-dash"),
            ("Büro Zürich", "büro-zürich"),
            ("設計チーム", "設計チーム"),
            ("ＤＥＶ２", "dev2"),
            ("हिन्दी", "हिन्दी"),
            ("Ame\u{301}lie", "amélie"),
            ("a\u{202E}b\u{200B}c", "abc"),
            ("👩‍🚀 space", "space"),
            ("a..b", "a-b"),
        ] {
            assert_eq!(channel_name(typed).ok().as_deref(), Some(name), "{typed}");
        }
        for blank in ["", "  ", "#", "---", "👍", "\u{200B}", "/../"] {
            assert_eq!(word(channel_name(blank)), "empty", "{blank:?}");
        }
        assert!(channel_name(&"x".repeat(64)).is_ok());
        assert_eq!(word(channel_name(&"x".repeat(65))), "too_long");
        assert_eq!(word(channel_name(&"x".repeat(100_000))), "too_long");
    }

    #[test]
    fn texts_keep_what_was_meant() {
        let text = |typed: &str| message_text(typed).ok();
        assert_eq!(text("  hi  \n\n").as_deref(), Some("  hi"));
        assert_eq!(text("\n \n    code\r\nmore\r").as_deref(), Some("    code\nmore"));
        assert_eq!(text("a\0b\u{7}c\td").as_deref(), Some("abc\td"));
        assert_eq!(text("👩‍🚀").as_deref(), Some("👩‍🚀"));
        for blank in ["", " \n\t ", "\u{200B}", "\0", "\u{FEFF}\u{2060}"] {
            assert_eq!(word(message_text(blank)), "empty", "{blank:?}");
        }
        assert!(message_text(&"é".repeat(16_000)).is_ok());
        assert_eq!(word(message_text(&"é".repeat(16_001))), "too_long");
    }

    #[test]
    fn client_ids_are_bounded() {
        assert!(client_id("0198c0de-0000-7000-8000-000000000000").is_ok());
        assert!(client_id(&"é".repeat(64)).is_ok());
        assert_eq!(word(client_id("")), "empty");
        assert_eq!(word(client_id(&"x".repeat(65))), "too_long");
        assert_eq!(word(client_id("a\0b")), "invalid_value");
    }

    proptest! {
        #[test]
        fn a_name_is_a_name_of_itself(typed in "\\PC{0,80}") {
            if let Ok(name) = channel_name(&typed) {
                prop_assert!(!name.is_empty() && name.chars().count() <= NAME_MAX_CHARS);
                prop_assert!(name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_' || is_combining_mark(c)));
                prop_assert_eq!(channel_name(&name).ok(), Some(name));
            }
        }

        #[test]
        fn a_text_is_a_text_of_itself(typed in "[ \\n\\r\\ta\\PC]{0,40}") {
            if let Ok(text) = message_text(&typed) {
                prop_assert_eq!(message_text(&text).ok(), Some(text));
            }
        }

        /// The list read page by page, in either direction, is the whole channel once.
        #[test]
        fn pages_join_without_a_seam(last_seq in 0_i64..60, limit in 1_u32..20) {
            let limit = Limit::new(Some(limit)).expect("a limit");
            let all: Vec<i64> = (1..=last_seq).collect();
            let (mut forward, mut after) = (Vec::new(), Some(0));
            while let Some(from) = after {
                let page = span(Asked { after: Some(from), before: None, limit }, last_seq);
                forward.extend(page.first..=page.last);
                after = page.next;
            }
            prop_assert_eq!(&forward, &all);
            let (mut back, mut before, mut more) = (Vec::new(), None, true);
            while more {
                let page = span(Asked { after: None, before, limit }, last_seq);
                back.splice(0..0, page.first..=page.last);
                before = page.next;
                more = page.next.is_some();
            }
            prop_assert_eq!(&back, &all);
        }

        #[test]
        fn a_span_keeps_its_bounds(
            last_seq in 0_i64..60, limit in 1_u32..20, after in prop::option::of(0..i64::MAX), before in prop::option::of(0..i64::MAX)
        ) {
            let limit = Limit::new(Some(limit)).expect("a limit");
            let page = span(Asked { after, before, limit }, last_seq);
            let count = page.last - page.first + 1;
            prop_assert!(count <= i64::try_from(limit.get()).expect("small"));
            if count > 0 {
                prop_assert!(page.first >= 1 && page.last <= last_seq);
                prop_assert!(after.is_none_or(|after| page.first > after) && before.is_none_or(|before| page.last < before));
            } else {
                prop_assert_eq!(page.next, None);
            }
        }
    }
}
