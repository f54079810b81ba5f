//! Connections.

use std::time::Duration;

use gate::ServeOptions;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{house::House, in_a_world};

/// All that comes until the other side closes, within five seconds.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut bytes)).await.expect("closed in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The head of one answer.
async fn head(stream: &mut TcpStream) -> String {
    let mut buffer = vec![0; 16 * 1024];
    let count = timeout(Duration::from_secs(5), stream.read(&mut buffer)).await.expect("in time").expect("an answer");
    String::from_utf8_lossy(&buffer[..count]).into_owned()
}

const ASK: &[u8] = b"GET /api/test/who HTTP/1.1\r\nhost: localhost\r\n\r\n";

in_a_world! {
    async fn the_peer_is_the_connections_other_end(world: World) {
        let address = House::new(&world).listen(&world).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(b"GET /api/test/who HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.expect("sent");
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"addr\":\"127.0.0.1\""), "{answer}");
        assert!(answer.contains("\"loopback\":true"));
    }

    async fn a_client_that_says_nothing_is_let_go(world: World) {
        let options = ServeOptions { header_timeout: Duration::from_millis(200), ..ServeOptions::new(Duration::from_secs(5)) };
        let address = House::new(&world).listen_with(&world, options).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nhost: slow").await.expect("sent");
        assert!(!rest(&mut stream).await.starts_with("HTTP/1.1 200"));
    }

    async fn heads_are_bounded(world: World) {
        let address = House::new(&world).listen(&world).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let many = "x: y\r\n".repeat(200);
        stream.write_all(format!("GET / HTTP/1.1\r\nhost: localhost\r\n{many}\r\n").as_bytes()).await.expect("sent");
        assert!(rest(&mut stream).await.starts_with("HTTP/1.1 431"));
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let _ = stream.write_all(format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "y".repeat(80_000)).as_bytes()).await;
        assert!(head(&mut stream).await.starts_with("HTTP/1.1 431"));
    }

    async fn a_drain_ends_idle_connections_and_waits_for_busy_ones(world: World) {
        let house = House::new(&world);
        let address = house.listen(&world).await;
        let mut idle = TcpStream::connect(address).await.expect("a connection");
        idle.write_all(ASK).await.expect("sent");
        assert!(head(&mut idle).await.starts_with("HTTP/1.1 200"));
        let mut busy = TcpStream::connect(address).await.expect("a connection");
        let body = "{\"name\":\"a\",\"waits\":true}";
        let request = format!(
            "POST /api/test/things HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer user-1\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        busy.write_all(request.as_bytes()).await.expect("sent");
        house.room.until_begun().await;
        world.platform.tasks.stop();
        assert_eq!(rest(&mut idle).await, "");
        house.room.go.add_permits(1);
        assert!(rest(&mut busy).await.starts_with("HTTP/1.1 201"));
        world.platform.tasks.drain(Duration::from_secs(2)).await.expect("everything ends");
        assert!(TcpStream::connect(address).await.is_err());
    }

    async fn what_does_not_end_is_cut(world: World) {
        let house = House::new(&world);
        let address = house.listen_with(&world, ServeOptions::new(Duration::from_millis(200))).await;
        let mut stuck = TcpStream::connect(address).await.expect("a connection");
        stuck.write_all(b"GET /api/test/fail/slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.platform.tasks.stop();
        assert_eq!(rest(&mut stuck).await, "");
        world.platform.tasks.drain(Duration::from_secs(2)).await.expect("everything ends");
    }
}
