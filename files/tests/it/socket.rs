//! Over a real connection: who is refused in the middle of sending is told why.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use gate::ServeOptions;
use platform::config::Config;

use crate::studio::{BOUNDARY, Form, Studio};

/// Sends all of `body` before it reads anything, as simple clients do; gives the answer.
fn post(address: SocketAddr, token: &str, body: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let head = format!(
        "POST /api/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    while !answer.windows(5).any(|window| window == b"\r\n0\r\n") && !answer.ends_with(b"}") {
        match stream.read(&mut buffer)? {
            0 => break,
            count => answer.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

testkit::on_both! {
    async fn who_is_refused_while_sending_is_told_why(world: World) {
        let mut platform = world.platform.clone();
        platform.config = Arc::new(Config { max_file_bytes: 1_000_000, ..(*platform.config).clone() });
        let studio = Studio::open(&platform).await;
        let (ada, eve) = (studio.sign_up("Ada").await, studio.sign_up("Eve").await);
        let team = studio.team(&ada, "Film").await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = gate::serve(listener, studio.router.clone(), platform.tasks.clone(), ServeOptions::new(Duration::from_secs(1)));
        platform.tasks.spawn("server", serving);
        for _ in 0..5 {
            for (token, size, status) in [
                (ada.token.clone(), 20_000_000, "413"),
                (ada.token.clone(), 1_030_000, "413"),
                (eve.token.clone(), 900_000, "404"),
                ("nonsense".to_owned(), 20_000_000, "401"),
            ] {
                let body = Form::to(team).file("a.bin", &vec![7; size]).end();
                let answer = tokio::task::spawn_blocking(move || post(address, &token, &body)).await.expect("a client");
                let answer = answer.unwrap_or_else(|error| panic!("{status} for {size}: {error}"));
                assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
            }
        }
    }
}
