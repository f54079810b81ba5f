//! The words. Plain, and true: what happened, what was done about it, what is left to do.

use kernel::Timestamp;

use crate::model::News;

/// A line in the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) title: String,
    pub(crate) text: String,
}

/// A mail, without its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// For the list of notifications.
pub(crate) fn line(news: &News) -> Line {
    match news {
        News::TokenReused { device } => Line {
            title: "A device was signed out to protect your account".to_owned(),
            text: format!(
                "A key that keeps “{device}” signed in was used a second time, as happens when somebody has copied it. \
                 That sign-in has ended, for whoever has the copy too. Look through your devices and end those that you \
                 don't know."
            ),
        },
    }
}

/// For the mail. `studio` is the studio's address, without a slash at its end.
pub(crate) fn letter(news: &News, name: &str, at: Timestamp, studio: &str) -> Letter {
    match news {
        News::TokenReused { device } => Letter {
            subject: "A device was signed out to protect your account".to_owned(),
            text: format!(
                "Hello {name},\n\
                 \n\
                 a key that keeps “{device}” signed in to {studio} was used a second time ({when}). A key is good for \
                 one use, so somebody may have copied it.\n\
                 \n\
                 What was done: that sign-in has ended, for you and for whoever has the copy. Until then, whoever had it \
                 could do what you can do.\n\
                 \n\
                 What you can do:\n\
                 - Sign in again on that device.\n\
                 - Look through the devices that are signed in, and end those that you don't know:\n\
                 \x20 {studio}/settings/sessions\n\
                 - If this happens again, check that device for programs that you did not install.\n\
                 \n\
                 Restoring a backup of a browser can cause this too; then nothing is wrong.\n",
                when = minutes(at),
            ),
        },
    }
}

/// `2026-01-05 09:00 UTC`
fn minutes(at: Timestamp) -> String {
    let text = at.to_string();
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_says_what_happened_and_what_to_do() {
        let news = News::TokenReused { device: "Firefox on Linux".into() };
        let letter = letter(&news, "Ada", Timestamp::from_millis(1_767_603_600_000), "https://studio.example");
        assert!(letter.text.starts_with("Hello Ada,\n\n"));
        assert!(letter.text.contains("“Firefox on Linux” signed in to https://studio.example was used a second time"));
        assert!(letter.text.contains("(2026-01-05 09:00 UTC)"));
        assert!(letter.text.contains("\n  https://studio.example/settings/sessions\n"));
        assert!(!letter.subject.contains('\n'));
        assert!(line(&news).text.contains("Firefox on Linux"));
    }
}
