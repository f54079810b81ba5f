//! Text made to be slow or deep. What is counted is what comes out and how deep it is; that each case ends at all is
//! watched by the test runner's time limit.

use sanitize::{MARKDOWN_MAX_BYTES, MARKDOWN_MAX_DEPTH, sanitize_markdown};

/// How many bytes of HTML one byte of Markdown may become: a link of a few bytes gets its `rel`.
const GROWTH: usize = 32;

fn depth(html: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            now = now.saturating_sub(1);
        } else if !tag.starts_with("br") && !tag.starts_with("hr") {
            now += 1;
            deepest = deepest.max(now);
        }
    }
    deepest
}

fn assert_bounded(text: &str) {
    let html = sanitize_markdown(text);
    let start: String = text.chars().take(20).collect();
    assert!(html.len() <= text.len() * GROWTH + 64, "{start:?} grew from {} to {}", text.len(), html.len());
    // A heading's bold and a code block's two tags come on top of the tree's depth.
    assert!(depth(&html) <= MARKDOWN_MAX_DEPTH + 2, "{start:?} is {} deep", depth(&html));
}

const UNITS: &[&str] = &[
    "[",
    "]",
    "![",
    ">",
    "> ",
    "*",
    "**",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``a",
    "- ",
    "-",
    "+ ",
    "1. ",
    "#",
    "\\",
    "&",
    "&#",
    "&amp;",
    "<",
    "<a ",
    "<!--",
    "<![CDATA[",
    "<?",
    "</a>",
    "\n",
    "\n\n",
    " ",
    "\t",
    "(",
    "[a](",
    "[a](b",
    "[](",
    "[a](https://b.example) ",
    "*a_ ",
    "**a *b ",
    "_a *b_ ",
    "*a **b ",
    "[a][",
    "[a]: b\n",
    "[a]\n",
    "www.",
    "www.a.b ",
    "https://",
    "https://a.b/ ",
    "a@b.c ",
    "a@",
    "@",
    "://",
    "w",
    "mailto:",
    "\u{0}",
    "é",
    "👩\u{200D}",
    "> - ",
    "* * ",
    "- a\n  ",
    "```\n",
    "~~~\n",
    "    a\n",
    "|",
    "| - |\n",
    ": ",
    "'",
    "\"",
    "\u{202E}",
    "a**b",
    "*a",
    "a*",
    "![[]()",
];

#[test]
fn repeated_units_end_and_stay_small() {
    for unit in UNITS {
        assert_bounded(&unit.repeat(8_000 / unit.len()));
    }
}

#[test]
fn the_worst_of_them_at_the_full_cap() {
    for unit in ["[", "> ", "*", "`", "<", "- ", "[a](", "_a *b_ ", "a@", "www.", "![[]()", "[a]: b\n"] {
        assert_bounded(&unit.repeat(MARKDOWN_MAX_BYTES / unit.len()));
    }
}

#[test]
fn a_megabyte_is_plain_text() {
    for unit in ["[", ">", "*", "<", "\n", "- ", "&"] {
        let text = unit.repeat(1_000_000 / unit.len());
        let html = sanitize_markdown(&text);
        assert!(html.starts_with("<p>") && depth(&html) == 1);
        assert!(html.len() <= text.len() * 6 + 16);
    }
}

#[test]
fn nesting_is_bounded_in_every_way_to_nest() {
    for levels in [8, 31, 33, 200, 5_000] {
        assert_bounded(&format!("{}x", "> ".repeat(levels)));
        assert_bounded(&format!("{}x", "- ".repeat(levels)));
        assert_bounded(&format!("{}x{}", "*a **b ".repeat(levels), " c** d*".repeat(levels)));
        assert_bounded(&format!("{}x{}", "[".repeat(levels), "](https://a.example)".repeat(levels)));
        assert_bounded(&format!("{}x{}", "![".repeat(levels), "](https://a.example)".repeat(levels)));
        let list: String = (0..levels.min(200)).map(|level| format!("{}- x\n", "  ".repeat(level))).collect();
        assert_bounded(&list);
    }
    assert!(sanitize_markdown("> > > > > > > > x").matches("<blockquote>").count() == 8);
}

#[test]
fn references_do_not_multiply() {
    // One long address, used by many short references: the classic way to a huge page.
    let address = format!("[a]: https://a.example/{}\n\n", "x".repeat(20_000));
    let text = format!("{address}{}", "[a]".repeat(10_000));
    assert_bounded(&text);
}
