//! The edge through its door: in process, and over a real connection where only that tells.

#[cfg(test)]
mod assets;
#[cfg(test)]
mod callers;
#[cfg(test)]
mod house;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod interface;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod realtime;
#[cfg(test)]
mod server;
#[cfg(test)]
mod sites;

/// Runs an async test in a world on SQLite: for what has nothing to do with the database.
#[macro_export]
macro_rules! in_a_world {
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident: World) $body:block)+) => {$(
        $(#[$attribute])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            async fn scenario($world: testkit::World) $body
            testkit::World::run(testkit::Database::Sqlite, scenario).await;
        }
    )+};
}
