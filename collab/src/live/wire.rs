//! The y-websocket protocol, and the one message that we add to it.

use bytes::Bytes;

use super::{
    Refusal,
    bytes::{Reader, put_buffer, put_uint},
};

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
/// Ours: how many of this connection's update messages are on disk.
const ACK: u64 = 100;

const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

/// An update that says nothing.
pub(crate) const EMPTY_UPDATE: &[u8] = &[0, 0];

/// What a client says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said<'a> {
    /// What it knows.
    Step1(&'a [u8]),
    /// What we lack: its answer to what we know.
    Step2(&'a [u8]),
    /// An edit.
    Update(&'a [u8]),
    /// Where people are.
    Awareness(&'a [u8]),
    /// It wants to know where people are.
    QueryAwareness,
    /// A word about permission. Only servers have one; it is passed over.
    Auth,
}

impl Said<'_> {
    /// Whether it counts as an update message for acknowledgements: every update, and an answer that is not empty.
    pub(crate) fn counts(&self) -> bool {
        match self {
            Self::Update(_) => true,
            Self::Step2(update) => *update != EMPTY_UPDATE,
            _ => false,
        }
    }
}

/// Reads the messages of one frame; usually there is one.
pub(crate) fn read(frame: &[u8]) -> Result<Vec<Said<'_>>, Refusal> {
    let mut reader = Reader::new(frame);
    let mut said = Vec::with_capacity(1);
    if reader.is_empty() {
        return Err(Refusal::Malformed);
    }
    while !reader.is_empty() {
        said.push(match reader.uint()? {
            SYNC => match reader.uint()? {
                STEP_1 => Said::Step1(reader.buffer()?),
                STEP_2 => Said::Step2(reader.buffer()?),
                UPDATE => Said::Update(reader.buffer()?),
                _ => return Err(Refusal::Malformed),
            },
            AWARENESS => Said::Awareness(reader.buffer()?),
            AUTH => {
                if reader.uint()? == 0 {
                    reader.text()?;
                }
                Said::Auth
            }
            QUERY_AWARENESS => Said::QueryAwareness,
            _ => return Err(Refusal::Malformed),
        });
    }
    Ok(said)
}

fn sync(step: u64, body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(body.len() + 12);
    put_uint(&mut out, SYNC);
    put_uint(&mut out, step);
    put_buffer(&mut out, body);
    out.into()
}

/// What we know.
pub(crate) fn step_1(vector: &[u8]) -> Bytes {
    sync(STEP_1, vector)
}

/// What the client lacks.
pub(crate) fn step_2(update: &[u8]) -> Bytes {
    sync(STEP_2, update)
}

/// An edit.
pub(crate) fn update(update: &[u8]) -> Bytes {
    sync(UPDATE, update)
}

/// Where people are.
pub(crate) fn awareness(body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(body.len() + 6);
    put_uint(&mut out, AWARENESS);
    put_buffer(&mut out, body);
    out.into()
}

/// How many update messages are on disk.
pub(crate) fn ack(count: u64) -> Bytes {
    let mut out = Vec::with_capacity(8);
    put_uint(&mut out, ACK);
    put_uint(&mut out, count);
    out.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(read(&step_1(&[0])), Ok(vec![Said::Step1(&[0])]));
        assert_eq!(read(&step_2(&[0, 0])), Ok(vec![Said::Step2(&[0, 0])]));
        assert_eq!(read(&update(&[1, 2])), Ok(vec![Said::Update(&[1, 2])]));
        assert_eq!(read(&awareness(&[0])), Ok(vec![Said::Awareness(&[0])]));
        assert_eq!(read(&[3]), Ok(vec![Said::QueryAwareness]));
        assert_eq!(read(&[2, 1]), Ok(vec![Said::Auth]));
        assert_eq!(&ack(300)[..], [100, 0xac, 2]);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for frame in [&[][..], &[4], &[100, 1], &[0], &[0, 3, 0], &[0, 2, 5, 1], &[1, 9], &[2, 0], &[0xff; 20]] {
            assert_eq!(read(frame), Err(Refusal::Malformed), "{frame:?}");
        }
    }

    #[test]
    fn what_counts() {
        assert!(Said::Update(EMPTY_UPDATE).counts());
        assert!(Said::Step2(&[1, 0, 0]).counts());
        assert!(!Said::Step2(EMPTY_UPDATE).counts());
        assert!(!Said::Step1(&[0]).counts());
    }

    proptest! {
        #[test]
        fn random_bytes_do_not_panic(frame in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = read(&frame);
        }
    }
}
