//! What no client of good will sends.

use std::time::Duration;

use collab::Bounds;
use futures::SinkExt;
use tokio_tungstenite::tungstenite::Message;

use crate::{Studio, node, quick, writer};

testkit::on_both! {
    async fn frames_that_make_no_sense_close_with_4400(world: World) {
        let studio = Studio::open(&world).await;
        let mut witness = studio.writer(&studio.ada).await;
        witness.types("fine").await;
        witness.saved().await;
        for frame in [
            &[][..], &[4], &[99, 1, 2], &[0], &[0, 0], &[0, 3, 0], &[0, 2, 5, 1], &[0, 0, 3, 0xff, 0xff, 0xff],
            &[0, 2, 1, 7], &[0, 1, 4, 1, 1, 1, 1], &[0, 2, 9, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 1, 1, 1],
            &[1, 200, 1], &[1, 4, 1, 1, 1, 9], &[2], &[0xff; 30], &[0, 2, 2, 0, 0, 77],
        ] {
            let mut hostile = studio.writer(&studio.ada).await;
            hostile.say(frame.to_vec()).await;
            assert_eq!(hostile.closed().await, 4400, "{frame:?}");
        }
        let mut hostile = studio.writer(&studio.ada).await;
        hostile.socket.send(Message::Text("hello".into())).await.expect("sent");
        assert_eq!(hostile.closed().await, 4400);
        // Nobody else has noticed.
        witness.types("!").await;
        witness.saved().await;
        assert_eq!(witness.text(), "fine!");
    }

    async fn what_is_too_large_closes_with_4413(world: World) {
        let bounds = Bounds { update_bytes: 100_000, ..quick() };
        let studio = Studio::with(node(&world.platform, bounds).await).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.types(&"x".repeat(90_000)).await;
        writer.saved().await;
        writer.types(&"x".repeat(100_001)).await;
        assert_eq!(writer.closed().await, 4413);
        let mut writer = studio.writer(&studio.ada).await;
        writer.say(writer::place(1, 1, &format!("\"{}\"", "x".repeat(9_000)))).await;
        assert_eq!(writer.closed().await, 4413);
    }

    async fn a_peer_that_takes_nothing_is_closed_and_catches_up(world: World) {
        let bounds = Bounds { outbox_bytes: 200_000, ..quick() };
        let studio = Studio::with(node(&world.platform, bounds).await).await;
        let mut slow = studio.writer(&studio.ada).await;
        let mut writer = studio.writer(&studio.ada).await;
        for _ in 0..60 {
            writer.types(&"x".repeat(200_000)).await;
            writer.saved().await;
        }
        // What was on its way arrives, then the end.
        let code = slow.closed().await;
        assert!(code == 1013 || code == 1006, "{code}");
        let mut back = writer::Writer::with(slow.doc.clone(), studio.app.address, &studio.ada.token, studio.document).await;
        back.until(|back| back.text().len() == 60 * 200_000).await;
    }

    async fn a_flood_is_read_at_its_pace(world: World) {
        let bounds = Bounds { bytes_per_second: 200_000, burst_bytes: 50_000, ..quick() };
        let studio = Studio::with(node(&world.platform, bounds).await).await;
        let mut writer = studio.writer(&studio.ada).await;
        let begun = std::time::Instant::now();
        for _ in 0..10 {
            writer.types(&"x".repeat(20_000)).await;
        }
        writer.saved().await;
        assert!(begun.elapsed() > Duration::from_millis(500), "{:?}", begun.elapsed());
    }
}
