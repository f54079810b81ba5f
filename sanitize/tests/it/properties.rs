//! What holds for every input.

use proptest::prelude::*;
use sanitize::{
    FILENAME_MAX_BYTES, is_clean_html, sanitize_display_name, sanitize_email, sanitize_filename, sanitize_markdown,
    sanitize_team_name, sanitize_title,
};

use crate::verdict::assert_harmless;

/// Text rich in the characters that matter here.
fn nasty() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        4 => prop::char::range('a', 'z'),
        2 => any::<char>(),
        2 => prop::sample::select(vec!['.', '/', '\\', ' ', '\0', '\n', '\t', ':', '@', '-']),
        2 => prop::sample::select(vec![
            '\u{202E}', '\u{2066}', '\u{200B}', '\u{200C}', '\u{200D}', '\u{FE0F}', '\u{0301}', '\u{0323}', '\u{0327}',
            '\u{094D}', '\u{0915}', '\u{06CC}', '\u{1F469}', '\u{2764}', '\u{034F}', '\u{1100}', '\u{1161}', '\u{3164}',
            '\u{2028}', '\u{0344}', '\u{E0041}', '\u{FFFE}',
        ]),
    ];
    prop::collection::vec(char, 0..120).prop_map(|chars| chars.into_iter().collect())
}

/// Pieces of Markdown and HTML in any order.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "*", "**", "_", "~~", "`", "```", "\n", "\n\n", "> ", "- ", "1. ", "# ", "[", "]", "(", ")", "![", "<", ">",
            "</", "/>", "\"", "'", "=", "\\", "&", "&#", ";", "script", "img", "onerror", "javascript:", "data:",
            "https://example.com", "a@b.example", "www.a.example", "style", "svg", "<!--", "-->", "<![CDATA[", "]]>",
            "    ", "\t", ": ", "[1]: ", "|", "---", "href", "src", "x",
        ]).prop_map(str::to_owned),
        1 => nasty(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_clean_name_stays(text in nasty()) {
        for clean in [sanitize_display_name, sanitize_team_name, sanitize_title] {
            if let Ok(once) = clean(&text) {
                prop_assert_eq!(clean(&once), Ok(once.clone()));
                prop_assert!((1..=200).contains(&once.chars().count()));
                prop_assert!(!once.contains(|c: char| c.is_control()));
                prop_assert_eq!(once.trim(), once.as_str());
                prop_assert!(!once.contains("  "));
            }
        }
    }

    #[test]
    fn a_file_name_is_one_name(text in nasty()) {
        let name = sanitize_filename(&text);
        prop_assert!(!name.is_empty() && name.len() <= FILENAME_MAX_BYTES);
        let escapes = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '\u{202E}');
        prop_assert!(!name.contains(escapes));
        prop_assert!(!name.ends_with(['.', ' ']) && !name.starts_with(' '));
        prop_assert_eq!(sanitize_filename(&name), name);
    }

    #[test]
    fn a_long_file_name_is_cut_once(text in prop::collection::vec(nasty(), 1..12)) {
        let name = sanitize_filename(&text.concat());
        prop_assert!(name.len() <= FILENAME_MAX_BYTES);
        prop_assert_eq!(sanitize_filename(&name), name);
    }

    #[test]
    fn an_address_is_one_line_of_ascii(text in "[ a-zA-Z0-9.@\\-+é\r\n<>,;:]{0,40}") {
        if let Ok(address) = sanitize_email(&text) {
            prop_assert!(address.is_ascii() && !address.contains(|c: char| c.is_ascii_control() || c == ' '));
            prop_assert_eq!(address.matches('@').count(), 1);
            prop_assert_eq!(sanitize_email(&address), Ok(address.clone()));
        }
    }

    #[test]
    fn markdown_is_harmless(text in markup()) {
        let html = sanitize_markdown(&text);
        assert_harmless(&html, &text);
        prop_assert!(is_clean_html(&html), "{html:?}");
    }

    #[test]
    fn any_text_is_harmless(text in nasty()) {
        assert_harmless(&sanitize_markdown(&text), &text);
    }
}
