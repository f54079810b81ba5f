//! A client of the y-websocket protocol with a document of its own.

use std::{net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use kernel::DocumentId;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, protocol::frame::coding::CloseCode},
};
use yrs::{
    Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update,
    updates::{decoder::Decode, encoder::Encode},
};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) struct Writer {
    pub(crate) doc: Doc,
    pub(crate) socket: Socket,
    pub(crate) acked: u64,
    /// How many update messages were sent.
    pub(crate) sent: u64,
    /// The awareness messages that came.
    pub(crate) places: Vec<Vec<u8>>,
}

pub(crate) fn put_uint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn uint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (first, rest) = bytes.split_first().expect("a number");
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        shift += 7;
        if *first < 0x80 {
            return value;
        }
    }
}

pub(crate) fn message(head: &[u64], body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for number in head {
        put_uint(&mut out, *number);
    }
    put_uint(&mut out, body.len() as u64);
    out.extend_from_slice(body);
    out
}

pub(crate) fn place(client: u64, clock: u64, state: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for number in [1, client, clock, state.len() as u64] {
        put_uint(&mut body, number);
    }
    body.extend_from_slice(state.as_bytes());
    message(&[1], &body)
}

pub(crate) async fn connect(address: SocketAddr, token: &str, document: &str) -> Socket {
    let url = format!("ws://{address}/api/collab/{document}?ack=1&token={token}");
    connect_async(url).await.expect("a socket").0
}

impl Writer {
    /// Connects and says what it knows, as y-websocket does.
    pub(crate) async fn open(address: SocketAddr, token: &str, document: DocumentId) -> Self {
        let doc = Doc::with_options(Options { offset_kind: OffsetKind::Utf16, ..Options::default() });
        doc.get_or_insert_text("text");
        Self::with(doc, address, token, document).await
    }

    pub(crate) async fn with(doc: Doc, address: SocketAddr, token: &str, document: DocumentId) -> Self {
        let socket = connect(address, token, &document.to_string()).await;
        let mut writer = Self { doc, socket, acked: 0, sent: 0, places: Vec::new() };
        let vector = writer.doc.transact().state_vector().encode_v1();
        writer.say(message(&[0, 0], &vector)).await;
        writer
    }

    pub(crate) async fn say(&mut self, frame: Vec<u8>) {
        self.socket.send(Message::Binary(frame.into())).await.expect("sent");
    }

    pub(crate) fn text(&self) -> String {
        let text = self.doc.get_or_insert_text("text");
        text.get_string(&self.doc.transact())
    }

    /// Types at the end and sends it.
    pub(crate) async fn types(&mut self, words: &str) {
        let update = self.types_offline(words);
        self.sent += 1;
        self.say(message(&[0, 2], &update)).await;
    }

    /// Types at the end and keeps it.
    pub(crate) fn types_offline(&mut self, words: &str) -> Vec<u8> {
        let text = self.doc.get_or_insert_text("text");
        let mut txn = self.doc.transact_mut();
        let end = text.len(&txn);
        text.insert(&mut txn, end, words);
        txn.encode_update_v1()
    }

    pub(crate) async fn removes(&mut self, at: u32, count: u32) {
        let update = {
            let text = self.doc.get_or_insert_text("text");
            let mut txn = self.doc.transact_mut();
            text.remove_range(&mut txn, at, count);
            txn.encode_update_v1()
        };
        self.sent += 1;
        self.say(message(&[0, 2], &update)).await;
    }

    /// Reads one message; `Err` is the close code.
    pub(crate) async fn hear(&mut self) -> Result<(), u16> {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(10), self.socket.next()).await.expect("in time");
            match next {
                Some(Ok(Message::Binary(frame))) => return self.take(&frame).await,
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(1005, |frame| match frame.code {
                        CloseCode::Restart => 1012,
                        CloseCode::Again => 1013,
                        code => code.into(),
                    }));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    async fn take(&mut self, frame: &[u8]) -> Result<(), u16> {
        let mut rest = frame;
        match uint(&mut rest) {
            0 => {
                let step = uint(&mut rest);
                let length = uint(&mut rest) as usize;
                let body = &rest[..length];
                if step == 0 {
                    let vector = StateVector::decode_v1(body).expect("a state vector");
                    let update = self.doc.transact().encode_state_as_update_v1(&vector);
                    if update != [0, 0] {
                        self.sent += 1;
                    }
                    self.say(message(&[0, 1], &update)).await;
                } else {
                    let update = Update::decode_v1(body).expect("an update");
                    self.doc.transact_mut().apply_update(update).expect("applied");
                }
            }
            1 => {
                let length = uint(&mut rest) as usize;
                self.places.push(rest[..length].to_vec());
            }
            100 => self.acked = uint(&mut rest),
            other => panic!("message {other}"),
        }
        Ok(())
    }

    /// Reads until something is true of it.
    pub(crate) async fn until(&mut self, is: impl Fn(&Self) -> bool) {
        while !is(self) {
            self.hear().await.expect("an open socket");
        }
    }

    /// Reads until all that it sent is on disk.
    pub(crate) async fn saved(&mut self) {
        self.until(|writer| writer.sent > 0 && writer.acked >= writer.sent).await;
        assert_eq!(self.acked, self.sent, "not more is acknowledged than was sent");
    }

    /// Reads until it is closed; gives the code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.hear().await {
                return code;
            }
        }
    }
}
