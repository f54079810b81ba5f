//! Regular expressions, compiled once each.

macro_rules! pattern {
    ($text:literal) => {{
        static PATTERN: ::std::sync::LazyLock<::regex::Regex> = ::std::sync::LazyLock::new(|| {
            ::regex::Regex::new($text).unwrap_or_else(|error| panic!("a pattern of this tool is wrong: {error}"))
        });
        &PATTERN
    }};
}
pub(super) use pattern;
