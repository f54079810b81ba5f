//! What the doors of this crate promise, tried with hostile and with random input.

mod bounds;
mod hostile;
mod properties;
mod verdict;
