//! `POST /api/files`: what goes in, who may, and what is left when it fails.

use std::{sync::Arc, time::Duration};

use axum::body::{Body, Bytes};
use futures::{StreamExt, stream};
use platform::{blob::Blobs, config::Config};
use serde_json::json;
use tower::ServiceExt as _;

use crate::studio::{Form, Studio, blob_folder, content, id, rows, send, stored, upload, upload_request, with_folder};
use teams::Role;

testkit::on_both! {
    async fn a_file_goes_in_and_comes_out(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let answer = send(&ada.client, Form::to(team).field("folderId", "").file("Schnitt 1.mp4", &bytes).end()).await.expect(201);
        let file = answer.json();
        assert_eq!(answer.header("location"), Some(format!("/api/files/{}", id(&file)).as_str()));
        assert_eq!(file, json!({
            "id": file["id"], "teamId": team, "folderId": null, "name": "Schnitt 1.mp4", "size": bytes.len(),
            "mimeType": "video/mp4", "blake3": blake3::hash(&bytes).to_hex().as_str(),
            "createdAt": "2026-01-05T09:00:00.000Z", "updatedAt": "2026-01-05T09:00:00.000Z",
            "createdBy": { "id": ada.user, "name": "Ada", "hue": file["createdBy"]["hue"] },
        }));
        assert_eq!(ada.client.get(&format!("/api/files/{}", id(&file))).await.expect(200).json(), file);
        assert_eq!(ada.client.get(&content(&file)).await.expect(200).body, bytes);
        assert_eq!(rows(&studio.platform, "blob_arrivals").await, 0);
    }

    async fn an_empty_file_is_a_file(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let file = upload(&ada.client, team, "empty.txt", b"").await;
        assert_eq!(file["size"], 0);
        assert_eq!(ada.client.get(&content(&file)).await.expect(200).body.len(), 0);
    }

    async fn names_are_made_safe(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let long = format!("{}.png", "x".repeat(300));
        for (sent, kept) in [
            ("../../etc/passwd", "passwd".to_owned()),
            ("..%2F..%2Fetc%2Fpasswd", "..%2F..%2Fetc%2Fpasswd".to_owned()),
            ("C:\\\\temp\\\\a.txt", "a.txt".to_owned()),
            ("CON", "_CON".to_owned()),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe".to_owned()),
            (long.as_str(), format!("{}.png", "x".repeat(251))),
            ("a%22b.txt", "a_b.txt".to_owned()),
            ("line%0D%0Abreak.txt", "line  break.txt".to_owned()),
            ("報告書.pdf", "報告書.pdf".to_owned()),
            ("", "file".to_owned()),
        ] {
            let file = upload(&ada.client, team, sent, b"x").await;
            assert_eq!(file["name"], kept, "{sent}");
        }
        // A NUL can't stand in a header of a part: the form is refused, nothing is left.
        let before = rows(&studio.platform, "files").await;
        send(&ada.client, Form::to(team).file("a\0b.txt", b"x").end()).await.expect_problem(400, "invalid_request");
        assert_eq!(rows(&studio.platform, "files").await, before);
    }

    async fn only_members_put_files_in(world: World) {
        let studio = Studio::open(&with_folder(&world).await).await;
        let (ada, bob, eve) = (studio.sign_up("Ada").await, studio.sign_up("Bob").await, studio.sign_up("Eve").await);
        let team = studio.team(&ada, "Film").await;
        studio.join(team, &ada, &bob, Role::Viewer).await;
        let form = || Form::to(team).file("a.txt", b"x").end();
        send(&bob.client, form()).await.expect_problem(403, "forbidden");
        send(&eve.client, form()).await.expect_problem(404, "not_found");
        send(&studio.client(), form()).await.expect_problem(401, "unauthenticated");
        send(&studio.client().bearer("nonsense"), form()).await.expect_problem(401, "unauthenticated");
        assert_eq!((rows(&studio.platform, "files").await, rows(&studio.platform, "blobs").await), (0, 0));
        assert_eq!(stored(&blob_folder(&world)), 0);
    }

    async fn what_is_too_large_leaves_nothing(world: World) {
        let mut platform = with_folder(&world).await;
        platform.config = Arc::new(Config { max_file_bytes: 300_000, ..(*platform.config).clone() });
        let studio = Studio::open(&platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        send(&ada.client, Form::to(team).file("a.bin", &vec![7; 300_001]).end()).await.expect_problem(413, "payload_too_large");
        // One that says beforehand how long it is need not be read.
        let mut request = upload_request(Body::empty());
        request.headers_mut().insert("content-length", "500000".parse().expect("a value"));
        ada.client.send(request).await.expect_problem(413, "payload_too_large");
        assert_eq!((rows(&platform, "files").await, rows(&platform, "blobs").await), (0, 0));
        assert_eq!(rows(&platform, "blob_arrivals").await, 0);
        assert_eq!(stored(&blob_folder(&world)), 0);
        upload(&ada.client, team, "a.bin", &vec![7; 300_000]).await;
    }

    async fn a_full_disk_leaves_nothing(world: World) {
        let mut platform = world.platform.clone();
        platform.blobs = Blobs::memory_of(1000);
        let studio = Studio::open(&platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        send(&ada.client, Form::to(team).file("a.bin", &[7; 1001]).end()).await.expect_problem(507, "storage_full");
        for table in ["files", "blobs", "blob_arrivals"] {
            assert_eq!(rows(&platform, table).await, 0, "{table}");
        }
        world.run_jobs().await;
        upload(&ada.client, team, "a.bin", &[7; 1000]).await;
    }

    async fn who_goes_away_halfway_leaves_nothing(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let half = Form::to(team).begin("a.bin").bytes(&vec![7; 1_000_000]).unfinished();
        // The connection breaks.
        let broken = stream::iter([Ok(Bytes::from(half.clone())), Err(std::io::Error::other("gone"))]);
        send(&ada.client, Body::from_stream(broken)).await.expect_problem(400, "invalid_request");
        // The body ends too early.
        send(&ada.client, half.clone()).await.expect_problem(400, "invalid_request");
        // The server drops the request.
        let mut request = upload_request(Body::from_stream(stream::iter([Ok::<_, std::io::Error>(Bytes::from(half))]).chain(stream::pending())));
        request.headers_mut().insert("authorization", format!("Bearer {}", ada.token).parse().expect("a value"));
        let dropped = tokio::time::timeout(Duration::from_millis(100), studio.router.clone().oneshot(request)).await;
        assert!(dropped.is_err(), "it waits for the rest");
        tokio::time::sleep(Duration::from_millis(100)).await;
        for table in ["files", "blobs", "blob_arrivals"] {
            assert_eq!(rows(&platform, table).await, 0, "{table}");
        }
        assert_eq!(stored(&blob_folder(&world)), 0);
    }

    async fn equal_uploads_at_once_share_one_blob(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        let (ada, bob) = (studio.sign_up("Ada").await, studio.sign_up("Bob").await);
        let (film, print) = (studio.team(&ada, "Film").await, studio.team(&bob, "Print").await);
        let bytes = vec![3; 400_000];
        let uploads = (0..8).map(|n| {
            let (who, team) = if n % 2 == 0 { (&ada, film) } else { (&bob, print) };
            upload(&who.client, team, "same.bin", &bytes)
        });
        let files: Vec<_> = futures::future::join_all(uploads).await;
        assert_eq!(rows(&platform, "blobs").await, 1);
        assert_eq!(crate::studio::number(&platform, "SELECT refs AS n FROM blobs").await, 8);
        world.run_jobs().await;
        assert_eq!(stored(&blob_folder(&world)), 1, "what was brought twice is deleted");
        // One goes, the others stay.
        let _ = ada.client.delete(&format!("/api/files/{}", id(&files[0]))).await.expect(204);
        world.clock.advance(Duration::from_secs(8000));
        ada.client.get(&content(&files[1])).await.expect_problem(401, "token_expired");
        send(&ada.client, Form::to(film).file("a.txt", b"x").end()).await.expect_problem(401, "token_expired");
        world.run_jobs().await;
        world.run_jobs().await;
        let (ada, bob) = (studio.sign_in("Ada").await, studio.sign_in("Bob").await);
        assert_eq!(bob.client.get(&content(&files[1])).await.expect(200).body, bytes);
        ada.client.get(&content(&files[0])).await.expect_problem(404, "not_found");
    }
}
