//! Tables `users`, `sessions` and `refresh_tokens`.

mod entity;
pub(crate) mod refresh_tokens;
pub(crate) mod sessions;
pub(crate) mod users;
