//! What is taken away while bytes flow stops them within a second.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use futures::{SinkExt, channel::mpsc};
use http::Request;
use http_body_util::BodyExt as _;
use kernel::TeamId;
use tower::ServiceExt as _;

use crate::studio::{Form, Signed, Studio, blob_folder, content, rows, stored, upload, upload_request, with_folder};
use teams::Role;

/// A download of 8 MiB that has begun.
async fn download(studio: &Studio, who: &Signed, path: &str) -> Body {
    let request = Request::get(path).header("authorization", format!("Bearer {}", who.token)).body(Body::empty());
    let answer = studio.router.clone().oneshot(request.expect("a request")).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let mut body = answer.into_body();
    assert!(body.frame().await.expect("a frame").is_ok());
    body
}

/// How much more came until it broke off.
async fn rest(mut body: Body) -> usize {
    let mut came = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return came };
        came += frame.data_ref().map_or(0, Bytes::len);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it went on to the end");
}

/// An upload that has begun, and what keeps it going.
fn upload_in_flight(
    studio: &Studio,
    who: &Signed,
    team: TeamId,
) -> (mpsc::Sender<Result<Bytes, std::io::Error>>, impl Future<Output = u16> + use<>) {
    let (mut sender, receiver) = mpsc::channel(4);
    let head = Form::to(team).begin("a.bin").bytes(&[7; 300_000]).unfinished();
    sender.try_send(Ok(head.into())).expect("room");
    let mut request = upload_request(Body::from_stream(receiver));
    request.headers_mut().insert("authorization", format!("Bearer {}", who.token).parse().expect("a value"));
    let answer = studio.router.clone().oneshot(request);
    (sender, async { answer.await.expect("an answer").status().as_u16() })
}

testkit::on_both! {
    async fn a_download_ends_with_the_membership(world: World) {
        let studio = Studio::open(&world.platform).await;
        let (ada, bob) = (studio.sign_up("Ada").await, studio.sign_up("Bob").await);
        let team = studio.team(&ada, "Film").await;
        studio.join(team, &ada, &bob, Role::Viewer).await;
        let path = content(&upload(&ada.client, team, "a.bin", &vec![7; 8 << 20]).await);
        let body = download(&studio, &bob, &path).await;
        studio.remove(team, &ada, &bob).await;
        let begun = Instant::now();
        rest(body).await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    async fn a_download_ends_with_the_session(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let path = content(&upload(&ada.client, team, "a.bin", &vec![7; 8 << 20]).await);
        let body = download(&studio, &ada, &path).await;
        studio.sign_out(&ada).await;
        let begun = Instant::now();
        rest(body).await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    async fn an_upload_ends_with_the_membership_even_if_it_stands_still(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        let (ada, bob) = (studio.sign_up("Ada").await, studio.sign_up("Bob").await);
        let team = studio.team(&ada, "Film").await;
        studio.join(team, &ada, &bob, Role::Member).await;
        let (sender, answer) = upload_in_flight(&studio, &bob, team);
        let (status, ()) = tokio::join!(
            async { tokio::time::timeout(Duration::from_secs(2), answer).await.expect("it ends by itself") },
            async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                studio.remove(team, &ada, &bob).await;
            }
        );
        drop(sender);
        assert_eq!(status, 404);
        for table in ["files", "blobs", "blob_arrivals"] {
            assert_eq!(rows(&platform, table).await, 0, "{table}");
        }
        assert_eq!(stored(&blob_folder(&world)), 0);
    }

    async fn a_slow_upload_goes_on_while_the_right_lasts(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let (mut sender, answer) = upload_in_flight(&studio, &ada, team);
        let (status, ()) = tokio::join!(answer, async {
            for _ in 0..4 {
                tokio::time::sleep(Duration::from_millis(200)).await;
                sender.send(Ok(vec![8; 1000].into())).await.expect("it goes on");
            }
            let end = Form::default().bytes(b"\r\n").end();
            sender.send(Ok(end.into())).await.expect("it goes on");
            sender.close_channel();
        });
        assert_eq!(status, 201);
    }
}
