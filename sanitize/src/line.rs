//! Names and titles: one line of visible text within bounds.

use crate::{
    error::Error,
    text::{clean, is_visible},
};

/// Most characters in a person's name.
pub const DISPLAY_NAME_MAX_CHARS: usize = 80;
/// Most characters in a team's or channel's name.
pub const TEAM_NAME_MAX_CHARS: usize = 60;
/// Most characters in the title of a document, board or folder.
pub const TITLE_MAX_CHARS: usize = 200;

/// Bytes of raw input that are looked at for each character allowed. Beyond it the input is refused unread: no honest
/// name has so many characters that vanish.
const RAW_BYTES_PER_CHAR: usize = 32;

/// One line of visible text: NFC, no control, override or invisible characters, runs of white space folded into one
/// space, none at the ends, 1 to `max_chars` characters (Unicode scalar values, after cleaning).
///
/// # Errors
/// [`Error::Empty`] when nothing visible is left, [`Error::TooLong`] when too much is. It is never cut: a name that is
/// not the one typed is worse than a refusal.
pub fn sanitize_line(input: &str, max_chars: usize) -> Result<String, Error> {
    let too_long = Error::TooLong { max: max_chars };
    if input.len() > max_chars.saturating_mul(RAW_BYTES_PER_CHAR) {
        return Err(too_long);
    }
    let mut line = fold(&clean(input));
    loop {
        // A mark that stood after a space may stand first now.
        let next = fold(&clean(&line));
        if next == line {
            break;
        }
        line = next;
    }
    if !line.chars().any(is_visible) {
        return Err(Error::Empty);
    }
    if line.chars().count() > max_chars {
        return Err(too_long);
    }
    Ok(line)
}

fn fold(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A person's name, 1 to [`DISPLAY_NAME_MAX_CHARS`] characters. See [`sanitize_line`].
///
/// # Errors
/// As [`sanitize_line`].
pub fn sanitize_display_name(input: &str) -> Result<String, Error> {
    sanitize_line(input, DISPLAY_NAME_MAX_CHARS)
}

/// A team's or channel's name, 1 to [`TEAM_NAME_MAX_CHARS`] characters. See [`sanitize_line`].
///
/// # Errors
/// As [`sanitize_line`].
pub fn sanitize_team_name(input: &str) -> Result<String, Error> {
    sanitize_line(input, TEAM_NAME_MAX_CHARS)
}

/// The title of a document, board or folder, 1 to [`TITLE_MAX_CHARS`] characters. See [`sanitize_line`].
///
/// # Errors
/// As [`sanitize_line`].
pub fn sanitize_title(input: &str) -> Result<String, Error> {
    sanitize_line(input, TITLE_MAX_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_world_stay_as_they_are() {
        for name in ["Ada Lovelace", "Zoë O’Brien-Núñez", "李小龍", "محمد علی", "Ngô Bảo Châu", "अनिल", "👩‍🚀 Mae", "X"]
        {
            assert_eq!(sanitize_display_name(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn white_space_is_folded() {
        assert_eq!(sanitize_display_name("  Ada\t\n  Love\u{a0}lace\u{3000}").as_deref(), Ok("Ada Love lace"));
    }

    #[test]
    fn nothing_to_see_is_nothing() {
        for blank in
            ["", "   ", "\u{200B}\u{200D}", "\u{3164}", "\u{2800}", "\u{202E}\u{202C}", "\u{0301}", "\0", "\u{FE0F}"]
        {
            assert_eq!(sanitize_display_name(blank), Err(Error::Empty), "{blank:?}");
        }
    }

    #[test]
    fn bounds_count_characters_after_cleaning() {
        assert!(sanitize_display_name(&"é".repeat(80)).is_ok());
        assert!(sanitize_display_name(&"e\u{301}".repeat(80)).is_ok());
        assert_eq!(sanitize_display_name(&"é".repeat(81)), Err(Error::TooLong { max: 80 }));
        assert_eq!(sanitize_team_name(&"x".repeat(61)), Err(Error::TooLong { max: 60 }));
        assert_eq!(sanitize_title(&"x".repeat(201)), Err(Error::TooLong { max: 200 }));
        assert_eq!(sanitize_title(&"\u{200B}".repeat(1_000_000)), Err(Error::TooLong { max: 200 }));
    }
}
