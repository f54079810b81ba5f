//! What a file may be called, what it is taken for, and what a browser may show of it.

use std::time::Duration;

/// For how long bytes that no file uses any more are kept.
pub(crate) const KEEP_UNUSED: Duration = Duration::from_secs(3600);
/// After that, bytes that arrived and whose file was never written (the server died in between) are nobody's. The two
/// are milliseconds apart.
pub(crate) const GIVEN_UP: Duration = Duration::from_secs(3600);

/// What is shown in the browser rather than saved: formats that hold no script.
const SHOWN: &[&str] = &[
    "application/pdf",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "audio/x-wav",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/plain",
    "video/mp4",
    "video/ogg",
    "video/webm",
];

/// What kind of file a name promises. What the sender says is not asked, and the bytes are not looked at: with
/// `nosniff`, browsers don't either.
pub(crate) fn mime_type_of(name: &str) -> String {
    mime_guess::from_path(name).first_or_octet_stream().essence_str().to_owned()
}

/// Whether a browser may show it in place.
pub(crate) fn is_shown(mime_type: &str) -> bool {
    SHOWN.contains(&mime_type)
}

/// How the content is labelled on its way out. What may not be shown has no label that anything could act on.
pub(crate) fn content_type(mime_type: &str) -> &str {
    match mime_type {
        "text/plain" => "text/plain; charset=utf-8",
        shown if is_shown(shown) => shown,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_run_is_never_shown() {
        for name in
            ["a.html", "a.HTM", "a.svg", "a.svgz", "a.xhtml", "a.xml", "a.js", "a.mjs", "a.css", "a.swf", "a.mht", "a"]
        {
            let mime_type = mime_type_of(name);
            assert!(!is_shown(&mime_type), "{name}: {mime_type}");
            assert_eq!(content_type(&mime_type), "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn what_people_look_at_is_shown() {
        let names = "a.png a.jpg a.JPEG a.gif a.webp a.avif a.mp4 a.webm a.mp3 a.wav a.ogg a.pdf a.txt";
        for name in names.split(' ') {
            let mime_type = mime_type_of(name);
            assert!(is_shown(&mime_type), "{name}: {mime_type}");
        }
        assert_eq!(content_type(&mime_type_of("a.txt")), "text/plain; charset=utf-8");
    }

    proptest! {
        #[test]
        fn a_label_is_always_a_header_value(name in ".*") {
            let mime_type = mime_type_of(&name);
            prop_assert!(mime_type.is_ascii() && mime_type.contains('/'));
        }
    }
}
