//! Events leave with their transaction.

use std::time::Duration;

use kernel::{Topic, UserId};
use platform::{bus::Heard, db::Tx};
use serde_json::json;

use crate::{Error, count};

testkit::on_both! {
    async fn events_of_a_commit_are_heard_in_order_and_those_of_a_refusal_never(world: World) {
        let platform = &world.platform;
        let user = UserId::generate(&platform.clock, &platform.rng);
        let mut heard = platform.bus.events();
        for n in 0..10 {
            let event = platform.event(Topic::User(user), "test.happened", json!({ "n": n }));
            let answer = platform.db.write(async move |tx: &Tx| {
                tx.emit(event.clone());
                if n == 4 { Err(Error::Refused) } else { Ok(()) }
            }).await;
            assert_eq!(answer.is_ok(), n != 4);
        }
        for n in (0..10).filter(|n| *n != 4) {
            let next = tokio::time::timeout(Duration::from_secs(5), heard.next()).await.expect("in time");
            let Some(Heard::Event(event)) = next else { panic!("an event was missed") };
            assert_eq!(event.payload, json!({ "n": n, "type": "test.happened" }).to_string());
        }
        // Once published, the rows go.
        for _ in 0..100 {
            if count(&platform.db, "outbox").await == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("published events stayed in the outbox");
    }
}
