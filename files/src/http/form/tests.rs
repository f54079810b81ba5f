//! However much comes in at once, little of it is held.

use std::sync::{Arc, atomic::AtomicU64};

use proptest::prelude::*;

use super::*;

const TEAM: &str = "0198c0de-0000-7000-8000-000000000000";

fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("multipart/form-data; boundary=xYz"));
    headers
}

fn head() -> Vec<u8> {
    let team = format!("--xYz\r\nContent-Disposition: form-data; name=\"teamId\"\r\n\r\n{TEAM}\r\n");
    let file = "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
    format!("{team}{file}").into_bytes()
}

fn form(chunks: impl Stream<Item = Bytes> + Send + 'static) -> Result<Form, Error> {
    Form::new(&headers(), Body::from_stream(chunks.map(Ok::<_, std::io::Error>)))
}

/// Sends `total` bytes in chunks of `chunk`; gives the most that had come in and not yet gone out.
async fn most_held(total: usize, chunk: usize) -> u64 {
    let sent = Arc::new(AtomicU64::new(0));
    let counting = Arc::clone(&sent);
    let bytes = Bytes::from(vec![b'\r'; chunk]);
    let middle = stream::iter(0..total / chunk).map(move |_| {
        counting.fetch_add(chunk as u64, Ordering::Relaxed);
        bytes.clone()
    });
    let body = stream::once(async { head().into() }).chain(middle).chain(stream::once(async { "\r\n--xYz--".into() }));
    let mut file = std::pin::pin!(form(body).unwrap().open().await.unwrap().file.into_stream());
    let (mut received, mut most) = (0, 0);
    while let Some(piece) = file.next().await {
        let piece = piece.unwrap();
        assert!(piece.len() <= PATIENCE + PIECE, "{}", piece.len());
        received += piece.len() as u64;
        most = most.max(sent.load(Ordering::Relaxed).saturating_sub(received));
    }
    assert_eq!(received, total as u64);
    most
}

#[tokio::test]
async fn sixty_four_megabytes_pass_through_a_few_pieces() {
    for chunk in [1 << 10, 64 << 10, 400 << 10] {
        let total = (64 << 20) / chunk * chunk;
        let most = most_held(total, chunk).await;
        // One chunk of the connection's, and what multer works on.
        assert!(most <= (chunk + PATIENCE + PIECE) as u64, "{most} bytes held for chunks of {chunk}");
    }
}

#[tokio::test]
async fn headers_without_end_are_not_gathered() {
    let sent = Arc::new(AtomicU64::new(0));
    let counting = Arc::clone(&sent);
    let endless = stream::repeat(Bytes::from(vec![b'x'; 10_000])).inspect(move |chunk| {
        counting.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    });
    let start = stream::once(async { Bytes::from_static(b"--xYz\r\nX-Long: ") });
    assert!(matches!(form(start.chain(endless)).unwrap().open().await, Err(Error::Form(_))));
    assert!(sent.load(Ordering::Relaxed) <= (PATIENCE + 2 * PIECE) as u64);
}

proptest! {
    /// However the connection cuts the form, the same bytes come out.
    #[test]
    fn cuts_do_not_matter(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            "([\\r\\n\\-xYz]{0,12}){0,20}".prop_map(String::into_bytes),
        ],
        cuts in prop::collection::vec(1usize..40, 1..20),
    ) {
        prop_assume!(!bytes.windows(7).any(|window| window == b"\r\n--xYz"));
        let whole = [head(), bytes.clone(), b"\r\n--xYz--\r\n".to_vec()].concat();
        // What the boundary would be found in must not arise at the seam of file and end.
        prop_assume!(whole.windows(7).filter(|window| *window == b"\r\n--xYz").count() == 2);
        let mut rest = Bytes::from(whole);
        let mut chunks = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            chunks.push(rest.split_to((*cut).min(rest.len())));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let came = runtime.block_on(async {
            let opening = form(stream::iter(chunks)).unwrap().open().await.unwrap();
            let pieces: Vec<_> = opening.file.into_stream().collect().await;
            pieces.into_iter().collect::<Result<Vec<_>, _>>()
        });
        prop_assert_eq!(came.unwrap().concat(), bytes);
    }
}
