//! Judges HTML without the code under test: a small strict reader that knows nothing of ammonia's lists.

const TAGS: [&str; 13] = ["p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"];

/// Panics with the reason when the HTML holds anything but the few known tags in their exact serialised form.
pub(crate) fn assert_harmless(html: &str, input: &str) {
    let mut rest = html;
    let mut open: Vec<&str> = Vec::new();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').unwrap_or_else(|| panic!("an open tag in {html:?} from {input:?}"));
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "unbalanced in {html:?} from {input:?}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name), "tag {name} in {html:?} from {input:?}");
        check_attributes(name, attributes, html, input);
        if !matches!(name, "br" | "hr") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "unclosed in {html:?} from {input:?}");
}

fn check_attributes(tag: &str, mut text: &str, html: &str, input: &str) {
    while !text.is_empty() {
        let (name, after) =
            text.split_once("=\"").unwrap_or_else(|| panic!("bare attribute in {html:?} from {input:?}"));
        let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("open value in {html:?} from {input:?}"));
        match (tag, name) {
            ("a", "href") => assert!(
                ["http://", "https://", "mailto:"].iter().any(|scheme| value.to_ascii_lowercase().starts_with(scheme)),
                "href {value:?} from {input:?}"
            ),
            ("a", "title") => {}
            ("a", "rel") => assert_eq!(value, "noopener noreferrer nofollow"),
            ("code", "class") => assert!(value.starts_with("language-") && !value.contains(' '), "class {value:?}"),
            ("ol", "start") => assert!(value.bytes().all(|b| b.is_ascii_digit()), "start {value:?}"),
            _ => panic!("attribute {name} on {tag} in {html:?} from {input:?}"),
        }
        text = after.trim_start();
    }
}

#[test]
fn the_judge_sees_what_it_should() {
    for bad in [
        "<script>",
        "<p onclick=\"x\"></p>",
        "<a href=\"javascript:x\">y</a>",
        "<img src=\"x\">",
        "<p>",
        "<p",
        "<a href=x>y</a>",
    ] {
        assert!(std::panic::catch_unwind(|| assert_harmless(bad, "")).is_err(), "{bad}");
    }
    assert_harmless("<p>a <strong>b</strong><br>\n&lt;script&gt;</p>", "");
}
