//! File names that every system can store and none can be led astray by.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::clean;

/// What Linux, macOS and Windows file systems take for one name, in bytes of UTF-8.
pub const FILENAME_MAX_BYTES: usize = 255;
/// What a file is called when nothing of its name is usable.
pub const FILENAME_FALLBACK: &str = "file";
/// An extension longer than this is a part of the name that happens to stand behind a dot.
const EXTENSION_MAX_BYTES: usize = 32;
/// Raw input beyond this is cut before cleaning: a client's full path has room, a megabyte of name does not.
const RAW_MAX_BYTES: usize = 16 * 1024;

/// The name of a file, never empty, never a path, at most 255 bytes.
///
/// * Of a path (`/` or `\` between its parts) the last part counts, as in browsers; `..` and `.` are no names.
/// * NFC; control, override and invisible characters are gone; line breaks and tabs are spaces.
/// * `< > : " | ? *`, which Windows refuses (and `:` opens alternate streams there), become `_`.
/// * Device names of Windows (`CON`, `nul.txt`, `COM¹`, …) get a `_` in front.
/// * Spaces at both ends and dots at the end go, since Windows drops them silently. **Leading dots stay**:
///   `.gitignore` is a name that people mean.
/// * What is too long is cut between characters as people see them, before the extension.
///
/// The name is safe on a file system and in a header once quoted; for HTML it must be escaped like any text.
#[must_use]
pub fn sanitize_filename(input: &str) -> String {
    let input = last_bytes(input, RAW_MAX_BYTES);
    let last = input.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or("");
    let mut name = round(last);
    loop {
        // Cutting can uncover a trailing dot or a device name.
        let next = round(&name);
        if next == name {
            return name;
        }
        name = next;
    }
}

fn round(input: &str) -> String {
    let name: String = clean(input)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\') { '_' } else { c })
        .collect();
    let name = name.trim_start().trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let name = if name.is_empty() { FILENAME_FALLBACK } else { name };
    let name = if is_device(name) { format!("_{name}") } else { name.to_owned() };
    shorten(&name)
}

/// Windows takes the part before the first dot, in any case, for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|n| {
        let mut chars = n.chars();
        let one = chars.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'));
        one && chars.next().is_none()
    })
}

fn shorten(name: &str) -> String {
    if name.len() <= FILENAME_MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= EXTENSION_MAX_BYTES => name.split_at(dot),
        _ => (name, ""),
    };
    let room = FILENAME_MAX_BYTES - extension.len();
    let by_grapheme = stem.grapheme_indices(true).map(|(at, g)| at + g.len()).take_while(|&end| end <= room).last();
    // One "character" can be longer than a name: emoji joined without end.
    let cut = by_grapheme.unwrap_or_else(|| stem.floor_char_boundary(room));
    format!("{}{extension}", &stem[..cut])
}

/// The end of the text, which holds the last part of a path and the extension.
fn last_bytes(input: &str, max: usize) -> &str {
    &input[input.ceil_char_boundary(input.len().saturating_sub(max))..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_names_stay() {
        for name in [
            "Brief v2.pdf",
            ".gitignore",
            "..hidden",
            "a.tar.gz",
            "Übersicht.PNG",
            "報告書.docx",
            "👩‍🚀.png",
            "no extension",
            "console.log",
            "com10.txt",
        ] {
            assert_eq!(sanitize_filename(name), name);
        }
    }

    #[test]
    fn tricks_do_not_work() {
        for (typed, kept) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\win.ini", "win.ini"),
            ("C:\\fakepath\\photo.jpg", "photo.jpg"),
            ("/", "file"),
            ("", "file"),
            (".", "file"),
            ("..", "file"),
            ("...", "file"),
            ("a/..", "file"),
            ("folder/", "folder"),
            ("a\0b.txt", "ab.txt"),
            ("a.txt\0.exe", "a.txt.exe"),
            ("photo\u{202E}gpj.exe", "photogpj.exe"),
            ("line\r\nbreak.txt", "line  break.txt"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("aux .c", "_aux .c"),
            ("Lpt1.pdf", "_Lpt1.pdf"),
            ("com¹", "_com¹"),
            ("a.txt::$DATA", "a.txt__$DATA"),
            ("what? <really>|*\".txt", "what_ _really____.txt"),
            ("trailing. . .", "trailing"),
            ("  spaces  ", "spaces"),
            ("\u{200B}", "file"),
            ("CON\u{200B}", "_CON"),
        ] {
            assert_eq!(sanitize_filename(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn the_extension_survives_a_cut() {
        let name = sanitize_filename(&format!("{}.tar.gz", "é".repeat(400)));
        assert!(name.len() <= FILENAME_MAX_BYTES && name.len() > 250 && name.ends_with(".gz"), "{name}");
        let name = sanitize_filename(&format!("{}.pdf", "👩‍👩‍👧".repeat(100)));
        assert!(name.len() <= FILENAME_MAX_BYTES && name.ends_with("👧.pdf"), "{name}");
        assert_eq!(sanitize_filename(&"x".repeat(2_000_000)).len(), FILENAME_MAX_BYTES);
        assert_eq!(sanitize_filename(&format!("a.{}", "x".repeat(300))).len(), FILENAME_MAX_BYTES);
    }

    #[test]
    fn one_endless_character_is_cut_too() {
        let name = sanitize_filename(&format!("{}.png", ["👩"; 300].join("\u{200D}")));
        assert!(name.len() <= FILENAME_MAX_BYTES && name.ends_with(".png"), "{name}");
    }

    #[test]
    fn a_cut_uncovers_nothing() {
        let name = sanitize_filename(&format!("{}.{}", "x".repeat(254), "y".repeat(300)));
        assert!(!name.ends_with('.'), "{name}");
    }
}
