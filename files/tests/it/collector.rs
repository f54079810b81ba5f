//! The collector: what nobody uses goes after an hour, and never what somebody just took into use.

use std::time::Duration;

use crate::studio::{Studio, blob_folder, content, id, number, rows, stored, upload, with_folder};

const HOUR: Duration = Duration::from_secs(3600);

testkit::on_both! {
    async fn unused_bytes_go_after_an_hour(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        world.run_jobs().await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let file = upload(&ada.client, team, "a.bin", b"gone").await;
        let kept = upload(&ada.client, team, "b.bin", b"kept").await;
        let _ = ada.client.delete(&format!("/api/files/{}", id(&file))).await.expect(204);
        world.clock.advance(HOUR / 2);
        world.run_jobs().await;
        assert_eq!(stored(&blob_folder(&world)), 2, "it may yet be wanted");
        let ada = studio.sign_in("Ada").await;
        // The same content again takes it back into use.
        let again = upload(&ada.client, team, "c.bin", b"gone").await;
        world.clock.advance(HOUR);
        world.run_jobs().await;
        let ada = studio.sign_in("Ada").await;
        assert_eq!(ada.client.get(&content(&again)).await.expect(200).body, "gone");
        assert_eq!(number(&platform, "SELECT COUNT(*) AS n FROM blobs WHERE unused_since IS NOT NULL").await, 0);
        let _ = ada.client.delete(&format!("/api/files/{}", id(&again))).await.expect(204);
        world.clock.advance(HOUR * 2);
        world.run_jobs().await;
        let ada = studio.sign_in("Ada").await;
        assert_eq!((rows(&platform, "blobs").await, stored(&blob_folder(&world))), (1, 1));
        assert_eq!(ada.client.get(&content(&kept)).await.expect(200).body, "kept");
    }

    async fn what_a_crash_left_between_bytes_and_file_goes(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        world.run_jobs().await;
        // The note of an arrival, its bytes, and then nothing.
        let blob = kernel::BlobId::generate(&platform.clock, &platform.rng);
        let bytes = futures::stream::iter([Ok(axum::body::Bytes::from_static(b"orphan"))]);
        platform.blobs.put(&blob.into(), bytes, 100).await.expect("stored");
        studio.note_arrival(blob).await;
        world.clock.advance(HOUR / 2);
        world.run_jobs().await;
        assert_eq!(stored(&blob_folder(&world)), 1);
        world.clock.advance(HOUR);
        world.run_jobs().await;
        assert_eq!((rows(&platform, "blob_arrivals").await, stored(&blob_folder(&world))), (0, 0));
    }

    async fn the_collector_never_takes_what_an_upload_takes(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        world.run_jobs().await;
        let mut ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        for round in 0..15 {
            let bytes = format!("contested {round}").into_bytes();
            let first = upload(&ada.client, team, "a.bin", &bytes).await;
            let _ = ada.client.delete(&format!("/api/files/{}", id(&first))).await.expect(204);
            // Now it is due; the collector and three uploads of the same content set out together.
            world.clock.advance(HOUR * 2);
            ada = studio.sign_in("Ada").await;
            let uploads = futures::future::join_all((0..3).map(|_| upload(&ada.client, team, "a.bin", &bytes)));
            let (files, _) = tokio::join!(uploads, world.run_jobs());
            world.run_jobs().await;
            for file in &files {
                assert_eq!(ada.client.get(&content(file)).await.expect(200).body, bytes, "round {round}");
            }
            assert_eq!(rows(&platform, "blobs").await, round + 1);
            assert_eq!(stored(&blob_folder(&world)) as i64, round + 1);
        }
    }
}
