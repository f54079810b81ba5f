//! What people type, made safe to keep and to show.
//!
//! Pure functions: text in, safe text out, no I/O, no framework. Three kinds of danger are met here and only here, so
//! that no room invents its own half of the answer:
//!
//! * **text that lies**: control characters, bidirectional overrides, invisible characters, towers of combining marks
//!   ([`sanitize_display_name`], [`sanitize_team_name`], [`sanitize_title`], [`sanitize_line`]);
//! * **names that escape**: path tricks, device names, names that one system can store and another can't
//!   ([`sanitize_filename`]);
//! * **text that runs**: message Markdown with script in it ([`sanitize_markdown`]).
//!
//! Cleaning twice is cleaning once: every function is idempotent on its own output, except [`sanitize_markdown`], whose
//! output is of another kind than its input (there, [`is_clean_html`] says that the output needs no more cleaning).

mod email;
mod error;
mod filename;
mod line;
mod markdown;
mod text;

pub use email::{EMAIL_MAX_BYTES, email_key, sanitize_email};
pub use error::Error;
pub use filename::{FILENAME_FALLBACK, FILENAME_MAX_BYTES, sanitize_filename};
pub use line::{
    DISPLAY_NAME_MAX_CHARS, TEAM_NAME_MAX_CHARS, TITLE_MAX_CHARS, sanitize_display_name, sanitize_line,
    sanitize_team_name, sanitize_title,
};
pub use markdown::{MARKDOWN_MAX_BYTES, MARKDOWN_MAX_DEPTH, is_clean_html, sanitize_markdown};
