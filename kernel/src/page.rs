//! Cursor paging.

use serde::{Deserialize, Serialize};

use crate::{Code, Problem};

/// How many items a list may give at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// What a list gives when nothing was asked.
    pub const DEFAULT: Self = Self(50);
    /// The most that a list gives.
    pub const MAX: u32 = 100;

    /// Checks what was asked: `1..=100`.
    ///
    /// # Errors
    /// `invalid_input` outside of that.
    pub fn new(asked: Option<u32>) -> Result<Self, Problem> {
        match asked {
            None => Ok(Self::DEFAULT),
            Some(count @ 1..=Self::MAX) => Ok(Self(count)),
            Some(_) => Err(Problem::field("limit", "out_of_range", "A limit is a number from 1 to 100.")),
        }
    }

    /// As a number of rows.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0 as u64
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items, in the list's own order.
    pub items: Vec<T>,
    /// Pass it as `cursor` for what follows; `null` at the end.
    pub next_cursor: Option<String>,
}

/// The cursor was not one of ours.
#[derive(Clone, Copy, Debug)]
pub struct PageError;

impl From<PageError> for Problem {
    fn from(_: PageError) -> Self {
        Self::new(Code::InvalidInput, "The cursor is not one that this list gave.")
    }
}

impl<T> Page<T> {
    /// A list that is whole.
    #[must_use]
    pub const fn complete(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// Makes a page of up to `limit` from `limit + 1` fetched items: the surplus one tells that there is more, and
    /// `cursor` names the last that is kept.
    pub fn from_surplus(mut items: Vec<T>, limit: Limit, cursor: impl Fn(&T) -> String) -> Self {
        let keep = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        let more = items.len() > keep;
        items.truncate(keep);
        let next_cursor = if more { items.last().map(cursor) } else { None };
        Self { items, next_cursor }
    }

    /// The same page of other items.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surplus_item_becomes_the_cursor() -> Result<(), Problem> {
        let limit = Limit::new(Some(2))?;
        let page = Page::from_surplus(vec![1, 2, 3], limit, ToString::to_string);
        assert_eq!(page, Page { items: vec![1, 2], next_cursor: Some("2".into()) });
        let page = Page::from_surplus(vec![1, 2], limit, ToString::to_string);
        assert_eq!(page.next_cursor, None);
        Ok(())
    }

    #[test]
    fn limits_are_bounded() {
        assert!(Limit::new(Some(0)).is_err());
        assert!(Limit::new(Some(101)).is_err());
        assert!(Limit::new(Some(100)).is_ok());
    }
}
