//! What is written together, and that it stays.

use std::time::Duration;

use kernel::DocumentId;
use platform::{
    Platform,
    db::{DbError, Tx},
};
use sea_orm::ConnectionTrait;
use yrs::{ReadTxn, Transact, updates::encoder::Encode};

use crate::{Studio, left_memory, node, quick, writer};

async fn updated_at(studio: &Studio) -> String {
    studio.ada.client.get(&format!("/api/documents/{}", studio.document)).await.expect(200).text("/updatedAt")
}

/// What somebody reads who comes now.
async fn reads(studio: &Studio, expected: &str) {
    let mut reader = studio.writer(&studio.ada).await;
    reader.until(|reader| reader.text() == expected).await;
}

/// Does something to the database that nobody should.
async fn meddle(platform: &Platform, sql: &'static str) {
    let done =
        platform.db.write(async move |tx: &Tx| Ok::<_, DbError>(tx.execute_unprepared(sql).await.map(drop)?)).await;
    done.expect("done");
}

/// The same database, another process.
async fn restarted(platform: &Platform, document: DocumentId, token: &str, expected: &str) {
    let app = node(platform, quick()).await;
    let mut reader = writer::Writer::open(app.address, token, document).await;
    reader.until(|reader| reader.text() == expected).await;
}

testkit::on_both! {
    async fn three_writers_converge(world: World) {
        let studio = Studio::open(&world).await;
        let mut writers = Vec::new();
        for _ in 0..3 {
            writers.push(studio.writer(&studio.ada).await);
        }
        for round in 0..20 {
            for (index, writer) in writers.iter_mut().enumerate() {
                writer.types(&format!("{round}.{index} ")).await;
                if round == 10 {
                    writer.removes(0, 1).await;
                }
            }
        }
        for writer in &mut writers {
            writer.saved().await;
        }
        let expected: Vec<String> = (0..20).flat_map(|round| (0..3).map(move |index| format!("{round}.{index}"))).collect();
        let mut texts = Vec::new();
        for writer in &mut writers {
            writer.until(|writer| writer.text().matches(' ').count() == expected.len()).await;
        }
        // The last deletion may come after the last word.
        let vector = |writer: &writer::Writer| writer.doc.transact().state_vector().encode_v1();
        let _ = vector(&writers[0]);
        for writer in &mut writers {
            let frame = writer::message(&[0, 0], &vector(writer));
            writer.say(frame).await;
            writer.hear().await.expect("open");
            texts.push(writer.text());
        }
        assert_eq!((&texts[0], &texts[0]), (&texts[1], &texts[2]));
        restarted(&world.platform, studio.document, &studio.ada.token, &texts[0]).await;
    }

    async fn what_is_acknowledged_is_there_without_a_farewell(world: World) {
        let studio = Studio::open(&world).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.types("kept").await;
        writer.saved().await;
        // Nothing is closed or drained: the other node reads what is on disk.
        restarted(&world.platform, studio.document, &studio.ada.token, "kept").await;
        assert!(writer.acked >= 1);
    }

    async fn what_a_client_wrote_offline_is_taken_in_and_acknowledged(world: World) {
        let studio = Studio::open(&world).await;
        let doc = yrs::Doc::new();
        let mut writer = writer::Writer::with(doc.clone(), studio.app.address, &studio.ada.token, studio.document).await;
        // It types before it has heard what the server knows: what it says first builds on what it says later.
        writer.types_offline("first ");
        writer.types("second").await;
        writer.saved().await;
        assert_eq!(writer.sent, 2);
        reads(&studio, "first second").await;
        // The same again says nothing new and is acknowledged all the same.
        let everything = doc.transact().encode_state_as_update_v1(&yrs::StateVector::default());
        let mut again = studio.writer(&studio.ada).await;
        again.say(writer::message(&[0, 2], &everything)).await;
        again.sent += 1;
        again.saved().await;
        drop((writer, again));
        left_memory(&studio.app).await;
        reads(&studio, "first second").await;
    }

    async fn folding_keeps_everything(world: World) {
        let studio = Studio::open(&world).await;
        let mut writer = studio.writer(&studio.ada).await;
        let mut expected = String::new();
        for round in 0..40 {
            let words = format!("{round} ");
            expected.push_str(&words);
            writer.types(&words).await;
            if round % 7 == 0 {
                writer.saved().await;
                studio.app.collab.live().fold(studio.document).await.expect("folded");
            }
        }
        writer.saved().await;
        drop(writer);
        left_memory(&studio.app).await;
        assert_eq!(studio.app.collab.live().fold(studio.document).await.expect("folded"), 0, "the last to leave folds");
        reads(&studio, &expected).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.until(|writer| writer.text() == expected).await;
        writer.types("end").await;
        writer.saved().await;
        restarted(&world.platform, studio.document, &studio.ada.token, &format!("{expected}end")).await;
    }

    async fn what_waits_survives_folding(world: World) {
        let studio = Studio::open(&world).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.types("a").await;
        writer.saved().await;
        let missing = writer.types_offline("b");
        writer.types("c").await;
        writer.saved().await;
        studio.app.collab.live().fold(studio.document).await.expect("folded");
        let other = node(&world.platform, quick()).await;
        let mut late = writer::Writer::open(other.address, &studio.ada.token, studio.document).await;
        late.until(|late| late.text() == "a").await;
        late.say(writer::message(&[0, 2], &missing)).await;
        late.sent += 1;
        late.saved().await;
        restarted(&world.platform, studio.document, &studio.ada.token, "abc").await;
    }

    async fn edits_show_in_the_list_now_and_then(world: World) {
        let studio = Studio::open(&world).await;
        let made = updated_at(&studio).await;
        world.clock.advance(Duration::from_secs(60));
        let mut writer = studio.writer(&studio.ada).await;
        writer.types("a").await;
        writer.saved().await;
        let first = updated_at(&studio).await;
        assert_ne!(first, made);
        world.clock.advance(Duration::from_secs(5));
        writer.types("b").await;
        writer.saved().await;
        assert_eq!(updated_at(&studio).await, first);
        world.clock.advance(Duration::from_secs(6));
        writer.types("c").await;
        writer.saved().await;
        assert_ne!(updated_at(&studio).await, first);
    }

    async fn places_are_told_and_go_with_their_owner(world: World) {
        let studio = Studio::open(&world).await;
        let mut ada = studio.writer(&studio.ada).await;
        let mut bob = studio.writer(&studio.ada).await;
        bob.until(|bob| bob.text().is_empty()).await;
        ada.say(writer::place(7, 1, r#"{"user":"Ada"}"#)).await;
        bob.until(|bob| !bob.places.is_empty()).await;
        assert!(String::from_utf8_lossy(&bob.places[0]).contains("Ada"));
        // Who comes later is told at once.
        let mut late = studio.writer(&studio.ada).await;
        late.until(|late| !late.places.is_empty()).await;
        ada.socket.close(None).await.expect("closed");
        bob.until(|bob| bob.places.last().is_some_and(|last| last.ends_with(b"null"))).await;
    }

    async fn what_can_not_be_written_is_not_acknowledged_and_is_sent_again(world: World) {
        let studio = Studio::open(&world).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.types("kept ").await;
        writer.saved().await;
        let before = writer.acked;
        meddle(&world.platform, "ALTER TABLE document_updates RENAME TO elsewhere").await;
        writer.types("again").await;
        assert_eq!(writer.closed().await, 1011);
        assert_eq!(writer.acked, before);
        meddle(&world.platform, "ALTER TABLE elsewhere RENAME TO document_updates").await;
        let doc = writer.doc.clone();
        let mut back = writer::Writer::with(doc, studio.app.address, &studio.ada.token, studio.document).await;
        back.saved().await;
        restarted(&world.platform, studio.document, &studio.ada.token, "kept again").await;
    }

    async fn a_restart_is_told_and_loses_nothing(world: World) {
        let studio = Studio::open(&world).await;
        let mut writer = studio.writer(&studio.ada).await;
        writer.types("kept").await;
        writer.saved().await;
        world.platform.tasks.stop();
        assert_eq!(writer.closed().await, 1012);
    }
}
