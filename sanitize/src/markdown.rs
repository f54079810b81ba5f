//! Message Markdown to HTML that can't run.
//!
//! Two walls stand behind each other and know nothing of one another. The first is comrak: raw HTML is never HTML, it
//! is shown as typed. The tree is then reduced to what a message may hold (links of three schemes, no images, no
//! outline). The second is ammonia, with a list of what may pass: what the first wall missed is not on it.
//!
//! Work is bounded, not only expected to be small: the parser counts its steps and stops at a budget that is linear in
//! the input; a tree deeper than [`MARKDOWN_MAX_DEPTH`] is not rendered. What exceeds a bound is shown as plain text,
//! so that nothing that was written is lost.

use std::{
    borrow::Cow,
    cell::Cell,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::UrlRelative;
use comrak::{
    Arena, Node, Options, format_html,
    nodes::{Ast, NodeValue},
    try_parse_document,
};

use crate::text::is_bidi_control;

/// The longest Markdown that is formatted, in bytes. Longer text is shown as plain text.
pub const MARKDOWN_MAX_BYTES: usize = 64 * 1024;
/// The deepest tree that is formatted, in nodes below the document. Deeper text is shown as plain text. People nest four
/// or five levels; a page with a thousand brings down the browser that draws it.
pub const MARKDOWN_MAX_DEPTH: usize = 32;

const SCHEMES: [&str; 3] = ["http", "https", "mailto"];
const TAGS: [&str; 13] = ["p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"];

/// The second wall.
static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let attributes =
        [("a", HashSet::from(["href", "title"])), ("code", HashSet::from(["class"])), ("ol", HashSet::from(["start"]))];
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from(attributes))
        // Its default lets `title` and `lang` stand on every tag.
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(|_, attribute, value| match attribute {
            "class" => is_language_class(value).then(|| value.into()),
            "start" => (value.len() <= 9 && value.bytes().all(|b| b.is_ascii_digit())).then(|| value.into()),
            _ => Some(value.into()),
        });
    cleaner
});

/// Message Markdown as HTML that is safe to put on a page.
///
/// What people know from Slack and Mattermost works: bold, italic, strikethrough, code, fenced code (with the class
/// `language-…`), quotes, lists, links, bare addresses, and a line break where one was typed. A heading is a bold line,
/// since messages have no outline; an image is a link, since loading it would tell a stranger who reads. Raw HTML is
/// shown as typed. Links go to `http`, `https` or `mailto` only and carry `rel="noopener noreferrer nofollow"`.
///
/// Total: it has an answer for every input, and the work for it is linear in the input.
#[must_use]
pub fn sanitize_markdown(input: &str) -> String {
    let text = without_controls(input);
    // Text that formats to nothing, such as a lone `[a]: b`, was still written to be read.
    match formatted(&text).filter(|html| !html.trim().is_empty()) {
        Some(html) => CLEANER.clean(&html).to_string(),
        None => plain(&text),
    }
}

/// Is this HTML such as [`sanitize_markdown`] lets out: would cleaning it once more change nothing?
#[must_use]
pub fn is_clean_html(html: &str) -> bool {
    CLEANER.clean(html).to_string() == html
}

/// Controls and direction overrides, which could show a link or code as other than it is.
fn without_controls(input: &str) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || is_bidi_control(c);
    if input.contains(bad) { Cow::Owned(input.replace(bad, "")) } else { Cow::Borrowed(input) }
}

/// `None` when a bound was exceeded.
fn formatted(text: &str) -> Option<String> {
    if text.len() > MARKDOWN_MAX_BYTES {
        return None;
    }
    let options = options();
    let arena = Arena::new();
    // The parser asks after every 256 steps (a step is a line, an inline or a node). Honest text needs one step for
    // several bytes; four for each byte is out of reach but for text made to be slow.
    let asked = Cell::new(0);
    let budget = text.len() * 4 / 256 + 16;
    let over_budget = || {
        asked.set(asked.get() + 1);
        asked.get() > budget
    };
    let root = try_parse_document(&arena, text, &options, &over_budget).ok()?;
    if !reduce(&arena, root) {
        return None;
    }
    let mut html = String::with_capacity(text.len() * 2);
    format_html(root, &options, &mut html).ok()?;
    Some(html)
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // Slack and Mattermost know no underlined headings: a line of dashes under text is a rule.
    options.parse.ignore_setext = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// Reduces the tree to what a message may hold. False when it is too deep.
fn reduce<'a>(arena: &'a Arena<'a>, root: Node<'a>) -> bool {
    // Collected first, since nodes move while they are looked at; parents come before their children.
    let mut nodes: Vec<(Node<'a>, usize)> = vec![(root, 0)];
    let mut next = 0;
    while let Some(&(node, depth)) = nodes.get(next) {
        if depth > MARKDOWN_MAX_DEPTH {
            return false;
        }
        nodes.extend(node.children().map(|child| (child, depth + 1)));
        next += 1;
    }
    for (node, _) in nodes {
        let value = node.data().value.clone();
        match value {
            NodeValue::Heading(_) => heading_to_bold(arena, node),
            NodeValue::Link(link) if !may_link(&link.url) => unwrap(node),
            NodeValue::Image(link) if may_link(&link.url) && !inside_link(node) => {
                if node.first_child().is_none() {
                    node.append(new_node(arena, node, NodeValue::Text(link.url.clone().into())));
                }
                node.data_mut().value = NodeValue::Link(link);
            }
            NodeValue::Image(_) => unwrap(node),
            _ => {}
        }
    }
    true
}

fn new_node<'a>(arena: &'a Arena<'a>, near: Node<'a>, value: NodeValue) -> Node<'a> {
    let start = near.data().sourcepos.start;
    arena.alloc(Ast::new(value, start).into())
}

fn heading_to_bold<'a>(arena: &'a Arena<'a>, heading: Node<'a>) {
    let strong = new_node(arena, heading, NodeValue::Strong);
    while let Some(child) = heading.first_child() {
        strong.append(child);
    }
    heading.data_mut().value = NodeValue::Paragraph;
    heading.append(strong);
}

/// A link in a link is no HTML.
fn inside_link(node: Node<'_>) -> bool {
    node.ancestors().skip(1).any(|above| matches!(above.data().value, NodeValue::Link(_)))
}

/// Puts the children in the node's place.
fn unwrap<'a>(node: Node<'a>) {
    while let Some(child) = node.first_child() {
        node.insert_before(child);
    }
    node.detach();
}

/// `language-rust`, as fenced code names its language for a highlighter.
fn is_language_class(class: &str) -> bool {
    class.strip_prefix("language-").is_some_and(|language| {
        (1..=32).contains(&language.len())
            && language.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'-' | b'_' | b'.'))
    })
}

/// Only whole addresses of the three schemes: what is relative would point into the application itself.
fn may_link(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| SCHEMES.contains(&url.scheme()))
}

/// The text as typed, in one paragraph. It needs no second wall: no character that means anything to HTML is left, and
/// text that is here for its length should not be parsed once more.
fn plain(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8 + 16);
    html.push_str("<p>");
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            '\n' => html.push_str("<br>\n"),
            '\r' => {}
            c => html.push(c),
        }
    }
    html.push_str("</p>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        sanitize_markdown(markdown).trim_end().to_owned()
    }

    const REL: &str = r#"rel="noopener noreferrer nofollow""#;

    #[test]
    fn what_people_type_works() {
        assert_eq!(
            html("**bold** *it* ~~gone~~ `code`"),
            "<p><strong>bold</strong> <em>it</em> <del>gone</del> <code>code</code></p>"
        );
        assert_eq!(html("one\ntwo"), "<p>one<br>\ntwo</p>");
        assert_eq!(html("> quoted"), "<blockquote>\n<p>quoted</p>\n</blockquote>");
        assert_eq!(html("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
        assert_eq!(html("3. c"), "<ol start=\"3\">\n<li>c</li>\n</ol>");
        assert_eq!(
            html("```rust\nlet a = 1 < 2;\n```"),
            "<pre><code class=\"language-rust\">let a = 1 &lt; 2;\n</code></pre>"
        );
        assert_eq!(html("日本語 **太字**"), "<p>日本語 <strong>太字</strong></p>");
    }

    #[test]
    fn links_go_out_and_only_there() {
        assert_eq!(html("[x](https://example.com)"), format!("<p><a href=\"https://example.com\" {REL}>x</a></p>"));
        assert_eq!(
            html("see https://example.com/a?b=c&d"),
            format!("<p>see <a href=\"https://example.com/a?b=c&amp;d\" {REL}>https://example.com/a?b=c&amp;d</a></p>")
        );
        assert_eq!(
            html("ada@example.com"),
            format!("<p><a href=\"mailto:ada@example.com\" {REL}>ada@example.com</a></p>")
        );
        assert_eq!(html("[x](javascript:alert(1))"), "<p>x</p>");
        assert_eq!(html("[x](/api/auth/logout) [y](//evil.example) [z](data:text/html,x)"), "<p>x y z</p>");
    }

    #[test]
    fn headings_are_bold_lines_and_images_are_links() {
        assert_eq!(html("# Big *news*"), "<p><strong>Big <em>news</em></strong></p>");
        assert_eq!(html("title\n-----"), "<p>title</p>\n<hr>");
        assert_eq!(
            html("![cat](https://example.com/c.png)"),
            format!("<p><a href=\"https://example.com/c.png\" {REL}>cat</a></p>")
        );
        assert_eq!(
            html("![](https://example.com/c.png)"),
            format!("<p><a href=\"https://example.com/c.png\" {REL}>https://example.com/c.png</a></p>")
        );
        assert_eq!(
            html("[![cat](https://a.example/c.png)](https://b.example)"),
            format!("<p><a href=\"https://b.example\" {REL}>cat</a></p>")
        );
    }

    #[test]
    fn raw_html_is_shown_as_typed() {
        assert_eq!(html("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
        assert_eq!(html("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    #[test]
    fn overrides_and_controls_go() {
        assert_eq!(html("a\u{202E}b\u{0}c\u{8}d"), "<p>abcd</p>");
    }

    #[test]
    fn beyond_a_bound_it_is_plain_text() {
        assert_eq!(html("**a** < b\nc"), "<p><strong>a</strong> &lt; b<br>\nc</p>");
        let deep = format!("{}x", "> ".repeat(MARKDOWN_MAX_DEPTH + 1));
        assert!(html(&deep).starts_with("<p>&gt; &gt; "));
        assert_eq!(html("[a]: b"), "<p>[a]: b</p>");
        assert!(is_clean_html(&plain("<p onclick=\"a\">'&lt;\u{a0}\n\r\n</p>\t<!-- ")));
        let long = format!("**a** < b\n{}", "x".repeat(MARKDOWN_MAX_BYTES));
        assert!(html(&long).starts_with("<p>**a** &lt; b<br>\nxxx"));
    }

    #[test]
    fn only_the_class_of_a_language_passes() {
        assert_eq!(html("```a\"onclick=x\nb\n```"), "<pre><code>b\n</code></pre>");
        assert!(is_clean_html("<pre><code class=\"language-c++\">x</code></pre>"));
        assert!(!is_clean_html("<p title=\"x\">y</p>"));
        assert!(!is_clean_html("<pre><code class=\"avatar\">x</code></pre>"));
    }
}
