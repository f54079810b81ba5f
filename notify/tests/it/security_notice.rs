//! From the cause to the mail.

use std::{sync::Arc, time::Duration};

use accounts::testing::sign_up;
use kernel::{Event, Limit, Topic};
use platform::{
    bus::{EventStream, Heard},
    jobs::Depth,
    mail::list_kept,
};
use serde_json::{Value, json};

use crate::{a_notice, app, leave};

/// The next of this kind.
async fn next_of(events: &mut EventStream, kind: &str) -> Arc<Event> {
    let wait = async {
        while let Some(heard) = events.next().await {
            if let Heard::Event(event) = heard
                && event.kind == kind
            {
                return event;
            }
        }
        panic!("the bus is gone");
    };
    tokio::time::timeout(Duration::from_secs(5), wait).await.unwrap_or_else(|_| panic!("no {kind} was heard"))
}

testkit::on_both! {
    async fn who_had_a_token_copied_is_told(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let mut events = world.platform.bus.events();
        // The token is used, and after a while somebody uses its copy.
        let body = json!({ "refreshToken": ada.refresh });
        let _ = anon.post("/api/auth/refresh", body.clone()).await.expect(200);
        world.clock.advance(Duration::from_secs(60));
        anon.post("/api/auth/refresh", body).await.expect_problem(401, "session_ended");
        // The notice, then the mail that it causes.
        assert_eq!(world.run_jobs().await, 2);

        let ada = accounts::testing::sign_in(&anon, "Ada").await;
        let list = ada.client.get("/api/notifications").await.expect(200).json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
        let told = &list["items"][0];
        assert_eq!((&told["kind"], &told["readAt"]), (&json!("security.token_reused"), &json!(null)));
        assert_eq!(told["createdAt"], "2026-01-05T09:01:00.000Z");
        let event = next_of(&mut events, "notification.created").await;
        assert_eq!(event.topic, Topic::User(ada.user));
        let payload: Value = serde_json::from_str(&event.payload).expect("JSON");
        assert_eq!(&payload["notification"], told);

        let mails = list_kept(&world.platform.db, None, Limit::DEFAULT).await.expect("mails");
        let [mail] = &mails.items[..] else { panic!("one mail, not {mails:?}") };
        assert_eq!(mail.to, "ada@example.com");
        assert!(mail.text.starts_with("Hello Ada,") && mail.text.contains("(2026-01-05 09:01 UTC)"), "{}", mail.text);
        assert!(!mail.text.contains(&ada.refresh));
    }

    async fn told_twice_is_told_once(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let notice = a_notice(&world, ada.user);
        leave(&world, &notice, 3).await;
        // Three notices, one mail.
        assert_eq!(world.run_jobs().await, 4);
        leave(&world, &notice, 1).await;
        assert_eq!(world.run_jobs().await, 1);
        let list = ada.client.get("/api/notifications").await.expect(200).json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(list_kept(&world.platform.db, None, Limit::DEFAULT).await.expect("mails").items.len(), 1);
    }

    async fn what_has_no_words_yet_waits(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let notice = accounts::SecurityNotice { kind: "moon_landing".to_owned(), ..a_notice(&world, ada.user) };
        leave(&world, &notice, 1).await;
        assert_eq!(world.run_jobs().await, 1);
        assert_eq!(world.platform.jobs.depth().await.expect("the depth"), Depth { waiting: 1, dead: 0 });
        assert_eq!(ada.client.get("/api/notifications").await.expect(200).json()["items"], json!([]));
    }

    async fn who_is_gone_is_not_told(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let nobody = kernel::UserId::generate(&world.platform.clock, &world.platform.rng);
        leave(&world, &a_notice(&world, nobody), 1).await;
        assert_eq!(world.run_jobs().await, 1);
        assert_eq!(world.platform.jobs.depth().await.expect("the depth"), Depth::default());
        assert_eq!(ada.client.get("/api/notifications").await.expect(200).json()["items"], json!([]));
    }
}
