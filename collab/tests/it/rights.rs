//! Who may join, who may write, and what happens when that changes.

use std::time::{Duration, Instant};

use serde_json::json;
use teams::Role;

use crate::{Studio, writer};

async fn refused(studio: &Studio, token: &str, document: &str) -> u16 {
    let socket = writer::connect(studio.app.address, token, document).await;
    let mut writer = writer::Writer { doc: yrs::Doc::new(), socket, acked: 0, sent: 0, places: Vec::new() };
    writer.closed().await
}

testkit::on_both! {
    async fn strangers_are_closed_out(world: World) {
        let studio = Studio::open(&world).await;
        let eve = accounts::testing::sign_up(&studio.app.client, "Eve").await;
        let document = studio.document.to_string();
        assert_eq!(refused(&studio, &eve.token, &document).await, 4404);
        assert_eq!(refused(&studio, "nonsense", &document).await, 4401);
        assert_eq!(refused(&studio, &studio.ada.token, "nonsense").await, 4404);
        assert_eq!(refused(&studio, &studio.ada.token, "0198c0de-0000-7000-8000-000000000000").await, 4404);
    }

    async fn a_viewer_reads_along_and_is_refused_when_it_writes(world: World) {
        let studio = Studio::open(&world).await;
        let vera = studio.join_as("Vera", Role::Viewer).await;
        let mut ada = studio.writer(&studio.ada).await;
        ada.types("hello").await;
        ada.removes(0, 1).await;
        ada.saved().await;
        let mut viewer = studio.writer(&vera).await;
        // Its answer to what the server knows names the deletions, which are known: no write.
        viewer.until(|viewer| viewer.text() == "ello").await;
        viewer.say(writer::place(9, 1, "{}")).await;
        ada.until(|ada| !ada.places.is_empty()).await;
        viewer.types(" world").await;
        assert_eq!(viewer.closed().await, 4403);
        let mut late = studio.writer(&studio.ada).await;
        late.until(|late| !late.text().is_empty()).await;
        assert_eq!(late.text(), "ello");
    }

    async fn a_revocation_is_felt_within_a_second(world: World) {
        let studio = Studio::open(&world).await;
        let member = format!("/api/teams/{}/members", studio.team);
        let bob = studio.join_as("Bob", Role::Member).await;
        let mut removed = studio.writer(&bob).await;
        removed.types("x").await;
        removed.saved().await;
        let begun = Instant::now();
        let _ = studio.ada.client.delete(&format!("{member}/{}", bob.user)).await.expect(204);
        assert_eq!(removed.closed().await, 4403);
        assert!(begun.elapsed() < Duration::from_secs(1));

        let carol = studio.join_as("Carol", Role::Member).await;
        let mut lowered = studio.writer(&carol).await;
        lowered.types("y").await;
        lowered.saved().await;
        let _ = studio.ada.client.patch(&format!("{member}/{}", carol.user), json!({ "role": "viewer" })).await.expect(200);
        tokio::time::sleep(Duration::from_millis(500)).await;
        lowered.types("z").await;
        assert_eq!(lowered.closed().await, 4403);

        let dan = studio.join_as("Dan", Role::Member).await;
        let mut signed_out = studio.writer(&dan).await;
        signed_out.types("y").await;
        signed_out.saved().await;
        let begun = Instant::now();
        let _ = dan.client.post_empty("/api/auth/logout").await.expect(204);
        assert_eq!(signed_out.closed().await, 4401);
        assert!(begun.elapsed() < Duration::from_secs(1));
    }

    async fn a_deleted_document_closes(world: World) {
        let studio = Studio::open(&world).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.types("x").await;
        writer.saved().await;
        let _ = studio.ada.client.delete(&format!("/api/documents/{}", studio.document)).await.expect(204);
        assert_eq!(writer.closed().await, 4404);
    }
}
