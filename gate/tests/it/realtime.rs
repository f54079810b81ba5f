//! The event socket, over a real connection.

use std::{net::SocketAddr, sync::Arc, sync::atomic::Ordering, time::Duration};

use futures::{SinkExt as _, StreamExt as _};
use kernel::{Event, TeamId, Topic};
use serde_json::{Value, json};
use testkit::World;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest as _,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use crate::{
    house::{House, event, identity},
    in_a_world,
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn try_connect(address: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{address}{path}").into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a value"));
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn connect(address: SocketAddr, user: u32) -> Socket {
    let bearer = format!("Bearer user-{user}");
    let mut socket = try_connect(address, "/api/realtime", &[("authorization", &bearer)]).await.expect("a socket");
    let hello = next(&mut socket).await;
    assert_eq!(hello["type"], "hello");
    assert_eq!(hello["userId"], identity(u128::from(user)).user.to_string());
    assert_eq!(hello["sessionId"], identity(u128::from(user)).session.to_string());
    socket
}

/// The next JSON, within five seconds.
async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(5), socket.next()).await.expect("in time");
        match message.expect("still open").expect("a message") {
            Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
            Message::Close(frame) => panic!("closed: {frame:?}"),
            _ => (),
        }
    }
}

/// The code that the socket closes with, within five seconds.
async fn closed(socket: &mut Socket) -> u16 {
    let wait = async {
        while let Some(message) = socket.next().await {
            match message {
                Ok(Message::Close(Some(frame))) => return u16::from(frame.code),
                Ok(_) => (),
                Err(error) => panic!("no close frame: {error}"),
            }
        }
        0
    };
    tokio::time::timeout(Duration::from_secs(5), wait).await.expect("in time")
}

async fn publish(world: &World, event: Event) {
    world.platform.bus.publish(Arc::new(event)).await.expect("published");
}

fn team(world: &World) -> TeamId {
    TeamId::generate(&world.platform.clock, &world.platform.rng)
}

in_a_world! {
    async fn everyone_hears_what_is_theirs_and_nothing_else(world: World) {
        let house = House::new(&world);
        let (one, other) = (team(&world), team(&world));
        house.people.hears(identity(1).user, vec![Topic::Team(one)]);
        house.people.hears(identity(2).user, vec![Topic::Team(one), Topic::Team(other)]);
        let address = house.listen(&world).await;
        let (mut first, mut second) = (connect(address, 1).await, connect(address, 2).await);
        publish(&world, event(&world, Topic::Team(other), "file.created")).await;
        publish(&world, event(&world, Topic::Internal, "cache.dropped")).await;
        publish(&world, event(&world, Topic::User(identity(2).user), "sessions.changed")).await;
        publish(&world, event(&world, Topic::Team(one), "message.created")).await;
        assert_eq!(next(&mut first).await["type"], "message.created");
        for kind in ["file.created", "sessions.changed", "message.created"] {
            assert_eq!(next(&mut second).await["type"], kind);
        }
    }

    async fn who_joins_hears_at_once_and_who_leaves_no_more(world: World) {
        let house = House::new(&world);
        let one = team(&world);
        let user = identity(1).user;
        let mut socket = connect(house.listen(&world).await, 1).await;
        publish(&world, event(&world, Topic::Team(one), "unheard")).await;
        house.people.hears(user, vec![Topic::Team(one)]);
        publish(&world, Event { regroups: true, ..event(&world, Topic::User(user), "team.joined") }).await;
        assert_eq!(next(&mut socket).await["type"], "team.joined");
        // Whoever has read "team.joined" misses nothing of the team.
        publish(&world, event(&world, Topic::Team(one), "message.created")).await;
        assert_eq!(next(&mut socket).await["type"], "message.created");
        house.people.hears(user, vec![]);
        publish(&world, Event { regroups: true, ..event(&world, Topic::User(user), "team.left") }).await;
        publish(&world, event(&world, Topic::Team(one), "secret")).await;
        publish(&world, event(&world, Topic::User(user), "last")).await;
        assert_eq!(next(&mut socket).await["type"], "team.left");
        assert_eq!(next(&mut socket).await["type"], "last");
    }

    async fn a_session_that_ends_closes_its_sockets_within_a_second(world: World) {
        let house = House::new(&world);
        let address = house.listen(&world).await;
        let (mut ended, mut other) = (connect(address, 1).await, connect(address, 2).await);
        let started = tokio::time::Instant::now();
        house.people.end(identity(1).session);
        let ending = Event { ends_session: Some(identity(1).session), ..event(&world, Topic::Internal, "session.ended") };
        publish(&world, ending).await;
        assert_eq!(closed(&mut ended).await, 4401);
        assert!(started.elapsed() < Duration::from_secs(1));
        publish(&world, event(&world, Topic::User(identity(2).user), "still.here")).await;
        assert_eq!(next(&mut other).await["type"], "still.here");
        let mut again = try_connect(address, "/api/realtime", &[("authorization", "Bearer user-1")]).await.expect("a socket");
        assert_eq!(closed(&mut again).await, 4401);
    }

    async fn a_socket_that_opens_while_its_session_ends_is_closed_too(world: World) {
        let house = House::new(&world);
        let address = house.listen(&world).await;
        // The hub has heard of the end; whoever lets sockets in has not.
        let ending = Event { ends_session: Some(identity(1).session), ..event(&world, Topic::Internal, "session.ended") };
        publish(&world, ending).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut socket = try_connect(address, "/api/realtime", &[("authorization", "Bearer user-1")]).await.expect("a socket");
        assert_eq!(closed(&mut socket).await, 4401);
    }

    async fn an_audience_that_is_not_known_is_no_audience(world: World) {
        let house = House::new(&world);
        house.people.broken.store(true, Ordering::SeqCst);
        let address = house.listen(&world).await;
        let mut socket = try_connect(address, "/api/realtime", &[("authorization", "Bearer user-1")]).await.expect("a socket");
        assert_eq!(closed(&mut socket).await, 1011);
    }

    async fn a_restart_says_so(world: World) {
        let house = House::new(&world);
        let mut socket = connect(house.listen(&world).await, 1).await;
        world.platform.tasks.stop();
        assert_eq!(closed(&mut socket).await, 1012);
        drop(socket);
        world.platform.tasks.drain(Duration::from_secs(3)).await.expect("everything ends");
    }

    async fn a_client_that_takes_nothing_is_closed(world: World) {
        let house = House::new(&world);
        let address = house.listen(&world).await;
        let stream = TcpStream::connect(address).await.expect("a connection");
        let mut request = format!("ws://{address}/api/realtime").into_client_request().expect("a request");
        request.headers_mut().insert("authorization", "Bearer user-1".parse().expect("a value"));
        let (mut socket, _) = client_async(request, MaybeTlsStream::Plain(stream)).await.expect("a socket");
        assert_eq!(next(&mut socket).await["type"], "hello");
        let large = Event { payload: json!({ "type": "large", "text": "x".repeat(60_000) }).to_string(), ..event(&world, Topic::User(identity(1).user), "large") };
        for _ in 0..400 {
            publish(&world, large.clone()).await;
            tokio::task::yield_now().await;
        }
        // It reads again after that: the events that were written, then the close.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut events = 0;
        let end = loop {
            match tokio::time::timeout(Duration::from_secs(5), socket.next()).await.expect("in time") {
                Some(Ok(Message::Text(_))) => events += 1,
                Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
                Some(Ok(_)) => (),
                Some(Err(_)) | None => break 0,
            }
        };
        assert_eq!(end, 1013);
        assert!(events < 400);
    }

    async fn garbage_and_floods_close_the_socket(world: World) {
        let house = House::new(&world);
        let address = house.listen(&world).await;
        let say = async |message: Message| {
            let mut socket = connect(address, 1).await;
            let _ = socket.send(message).await;
            closed(&mut socket).await
        };
        assert_eq!(say("garbage".into()).await, 4400);
        assert_eq!(say(Message::binary(vec![1, 2, 3])).await, 4400);
        assert_eq!(say(format!("{{\"type\":\"{}\"}}", "x".repeat(70_000)).into()).await, 4413);
        let mut socket = connect(address, 1).await;
        socket.send("{\"type\":\"ping\"}".into()).await.expect("sent");
        assert_eq!(next(&mut socket).await["type"], "pong");
        for _ in 0..60 {
            let _ = socket.feed("{\"type\":\"whatever\"}".into()).await;
        }
        let _ = socket.flush().await;
        assert_eq!(closed(&mut socket).await, 4429);
    }

    async fn the_ways_in(world: World) {
        let house = House::new(&world);
        let address = house.listen(&world).await;
        let ticket = house.client().bearer("user-5").post_empty("/api/realtime/ticket").await.expect(200);
        assert_eq!(ticket.json()["expiresIn"], 30);
        let path = format!("/api/realtime?ticket={}", ticket.text("/ticket"));
        let mut by_ticket = try_connect(address, &path, &[]).await.expect("a socket");
        assert_eq!(next(&mut by_ticket).await["userId"], identity(5).user.to_string());
        let mut used = try_connect(address, &path, &[]).await.expect("a socket");
        assert_eq!(closed(&mut used).await, 4401, "a ticket is good once");

        let own = format!("http://{address}");
        let cookie = [("cookie", "flux=cookie-6"), ("origin", own.as_str())];
        let mut by_cookie = try_connect(address, "/api/realtime", &cookie).await.expect("a socket");
        assert_eq!(next(&mut by_cookie).await["userId"], identity(6).user.to_string());
        for origin in [Some("https://evil.example"), Some("null"), None] {
            let mut headers = vec![("cookie", "flux=cookie-6")];
            headers.extend(origin.map(|origin| ("origin", origin)));
            let refused = try_connect(address, "/api/realtime", &headers).await.expect_err("refused");
            assert!(matches!(refused, Error::Http(answer) if answer.status() == 403), "{origin:?}");
        }

        // An access token in the address only where no other way is known.
        let mut token = try_connect(address, "/api/realtime?token=user-7", &[]).await.expect("a socket");
        assert_eq!(closed(&mut token).await, 4401);
        let mut token = try_connect(address, "/api/test/socket?token=user-7", &[]).await.expect("a socket");
        let message = token.next().await.expect("a message").expect("a message");
        assert_eq!(message.to_text().ok(), Some(identity(7).user.to_string().as_str()));
        let mut expired = try_connect(address, "/api/test/socket?token=expired", &[]).await.expect("a socket");
        assert_eq!(closed(&mut expired).await, 4401);
        let mut nobody = try_connect(address, "/api/test/socket", &[]).await.expect("a socket");
        assert_eq!(closed(&mut nobody).await, 4401);
    }
}

in_a_world! {
    async fn who_says_goodbye_is_answered(world: World) {
        let house = House::new(&world);
        let mut socket = connect(house.listen(&world).await, 1).await;
        let frame = CloseFrame { code: CloseCode::Normal, reason: "bye".into() };
        socket.close(Some(frame)).await.expect("sent");
        assert_eq!(closed(&mut socket).await, 1000);
    }
}

/// On one thread, so that the hub hears nothing while this publishes more than the bus keeps for one listener.
#[tokio::test]
async fn what_was_missed_is_told() {
    async fn scenario(world: World) {
        let house = House::new(&world);
        let user = identity(1).user;
        let mut socket = connect(house.listen(&world).await, 1).await;
        let noise = Arc::new(event(&world, Topic::Internal, "noise"));
        for _ in 0..10_000 {
            world.platform.bus.publish(Arc::clone(&noise)).await.expect("published");
        }
        assert_eq!(next(&mut socket).await["type"], "resync");
        publish(&world, event(&world, Topic::User(user), "after")).await;
        assert_eq!(first_but(&mut socket, "resync").await["type"], "after");
    }
    World::run(testkit::Database::Sqlite, scenario).await;
}

/// The first that is not `kind`.
async fn first_but(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let message = next(socket).await;
        if message["type"] != kind {
            return message;
        }
    }
}
