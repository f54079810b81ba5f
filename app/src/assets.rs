//! The web application, built into the binary.

use std::borrow::Cow;

use bytes::Bytes;
use gate::Assets;
use rust_embed::RustEmbed;

/// `web/dist`, as `make web-build` leaves it. In a debug build the files are read from there at start.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../web/dist"]
struct WebApp;

/// All of its files.
pub(crate) fn embedded() -> Assets {
    let files = WebApp::iter().filter_map(|path| {
        let content = match WebApp::get(&path)?.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some((path.into_owned(), content))
    });
    Assets::new(files)
}
