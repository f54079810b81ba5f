//! Characters that lie: what is removed from every text that people are to recognise by sight.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Marks that may stand on one base character. Hebrew and Vietnamese need up to four, a tower of forty covers the lines
/// above it.
const MAX_MARKS: usize = 6;

/// Controls of direction: they reorder what stands around them, `exe.gpj` reads `jpg.exe`.
pub(crate) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a glyph of their own: two names that differ in one of them look the same. Joiners and variation
/// selectors are not in here, since scripts and emoji need them; [`clean`] decides by their neighbours.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Code points that are promised never to mean anything, or to mean it only among those who agreed on it.
const fn is_unassigned_forever(c: char) -> bool {
    matches!(c as u32, 0xFDD0..=0xFDEF | 0xE000..=0xF8FF | 0xF0000..=0x10_FFFF) || (c as u32) & 0xFFFE == 0xFFFE
}

const fn is_emoji_part(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{FE0F}'
        | '\u{1F000}'..='\u{1FAFF}')
}

/// Scripts in which a joiner changes the shape of letters: Arabic to Sinhala, Khmer, Mongolian.
const fn is_joining_script(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{0DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{FB50}'..='\u{FDCF}'
        | '\u{FE70}'..='\u{FEFC}')
}

/// May this joiner stand between these two?
const fn joins(joiner: char, before: char, after: char) -> bool {
    let script = is_joining_script(before) && is_joining_script(after);
    script || (joiner == '\u{200D}' && is_emoji_part(before) && is_emoji_part(after))
}

/// What stays of the controls. `None` removes the character.
pub(crate) fn without_control(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\u{0B}' | '\u{0C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        // The Braille blank is drawn as a space.
        '\u{2800}' => Some(' '),
        _ if c.is_control() || is_bidi_control(c) || is_invisible(c) || is_unassigned_forever(c) => None,
        _ => Some(c),
    }
}

/// NFC, without controls, overrides and invisible characters; every line break and tab is a space.
///
/// Removing a character can bring two together that compose, so it goes round until nothing changes; each round that
/// changes anything makes the text shorter or is the last but one.
pub(crate) fn clean(input: &str) -> String {
    let mut text = round(input);
    loop {
        let next = round(&text);
        if next == text {
            return text;
        }
        text = next;
    }
}

fn round(input: &str) -> String {
    let mut visible = input.chars().filter_map(without_control).peekable();
    let mut kept = String::with_capacity(input.len());
    let mut last = ' ';
    while let Some(c) = visible.next() {
        let keep = match c {
            '\u{200C}' | '\u{200D}' => visible.peek().is_some_and(|&after| joins(c, last, after)),
            // A variation selector belongs to the visible character before it.
            '\u{FE00}'..='\u{FE0F}' => !last.is_whitespace() && !is_combining_mark(last),
            _ => true,
        };
        if keep {
            kept.push(c);
            last = c;
        }
    }
    let mut text = String::with_capacity(kept.len());
    let mut marks = 0;
    for c in kept.nfc() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        // A mark at the very start would climb on whatever the page shows before it.
        if marks > MAX_MARKS || (marks > 0 && text.is_empty()) {
            continue;
        }
        text.push(c);
    }
    text
}

/// Is there anything to see?
pub(crate) fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !is_combining_mark(c) && !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_and_overriding_characters_go() {
        assert_eq!(clean("a\u{200B}d\u{2060}m\u{FEFF}i\u{00AD}n"), "admin");
        assert_eq!(clean("\u{202E}abc\u{202C}\u{2066}x\u{2069}"), "abcx");
        assert_eq!(clean("a\0b\u{1b}[31mc"), "ab[31mc");
        assert_eq!(clean("tag\u{E0041}ged"), "tagged");
        assert_eq!(clean("a\u{E000}b\u{FFFE}c\u{10FFFF}"), "abc");
    }

    #[test]
    fn composed_forms_are_one() {
        assert_eq!(clean("Ame\u{301}lie"), "Am\u{e9}lie");
        // The joiner kept them apart.
        assert_eq!(clean("e\u{200D}\u{301}"), "\u{e9}");
    }

    #[test]
    fn joiners_stay_where_they_mean_something() {
        let family = "👩\u{200D}👩\u{200D}👧";
        assert_eq!(clean(family), family);
        let heart = "❤\u{FE0F}\u{200D}🔥";
        assert_eq!(clean(heart), heart);
        let persian = "می\u{200C}خواهم";
        assert_eq!(clean(persian), persian);
        let sinhala = "ශ්\u{200D}රී";
        assert_eq!(clean(sinhala), sinhala);
        assert_eq!(clean("ad\u{200D}min\u{200C}"), "admin");
    }

    #[test]
    fn towers_of_marks_are_cut() {
        let tower = format!("a{}", "\u{0323}".repeat(60));
        assert!(clean(&tower).chars().count() <= 1 + MAX_MARKS);
        assert_eq!(clean("\u{0301}\u{0301}x"), "x");
    }
}
