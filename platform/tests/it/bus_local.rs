//! The bus of one process, and of several nodes in one process.

use std::sync::Arc;

use bytes::Bytes;
use kernel::{Clock, Event, EventId, Rng, SeededEntropy, SystemClock, Topic};
use platform::{
    bus::{Bus, BusError, Heard, HeardFrame},
    health::Status,
};

/// Events with the numbers `0..count` as their kinds.
pub(crate) fn events(count: usize) -> Vec<Arc<Event>> {
    let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(7)));
    (0..count)
        .map(|number| {
            Arc::new(Event {
                id: EventId::generate(&clock, &rng),
                topic: Topic::Internal,
                kind: number.to_string(),
                payload: "{}".into(),
                regroups: number % 2 == 0,
                ends_session: None,
            })
        })
        .collect()
}

pub(crate) fn number(heard: Option<Heard>) -> Option<usize> {
    match heard? {
        Heard::Event(event) => Some(event.kind.parse().unwrap()),
        Heard::Missed => None,
    }
}

#[tokio::test]
async fn every_listener_hears_all_in_order() {
    let bus = Bus::local();
    let (mut one, mut two) = (bus.events(), bus.clone().events());
    for event in events(100) {
        bus.publish(event).await.unwrap();
    }
    for expected in 0..100 {
        assert_eq!(number(one.next().await), Some(expected));
        assert_eq!(number(two.next().await), Some(expected));
    }
    assert_eq!(bus.health().status, Status::Ok);
    drop(bus);
    assert!(one.next().await.is_none());
}

#[tokio::test]
async fn a_slow_listener_is_told_that_it_missed_some_and_goes_on_with_the_rest() {
    let bus = Bus::local();
    let (mut slow, all) = (bus.events(), events(10_000));
    for event in &all {
        bus.publish(Arc::clone(event)).await.unwrap();
    }
    assert!(matches!(slow.next().await, Some(Heard::Missed)));
    let mut expected = number(slow.next().await).unwrap();
    assert!(expected > 0);
    while expected + 1 < all.len() {
        expected += 1;
        assert_eq!(number(slow.next().await), Some(expected));
    }
}

#[tokio::test]
async fn nodes_hear_each_others_events_and_frames_but_not_their_own_frames() {
    let nodes = Bus::linked(3);
    let mut events_of: Vec<_> = nodes.iter().map(Bus::events).collect();
    let mut frames = Vec::new();
    for node in &nodes {
        frames.push(node.frames("doc.a").await.unwrap());
    }
    nodes[1].publish(Arc::clone(&events(1)[0])).await.unwrap();
    for stream in &mut events_of {
        assert_eq!(number(stream.next().await), Some(0));
    }
    nodes[1].publish_frame("doc.b", Bytes::from_static(b"other")).await.unwrap();
    nodes[1].publish_frame("doc.a", Bytes::from_static(b"one")).await.unwrap();
    nodes[0].publish_frame("doc.a", Bytes::from_static(b"two")).await.unwrap();
    let frame = |bytes| Some(HeardFrame::Frame(Bytes::from_static(bytes)));
    assert_eq!(frames[0].next().await, frame(b"one"));
    assert_eq!(frames[1].next().await, frame(b"two"));
    assert_eq!(frames[2].next().await, frame(b"one"));
    assert_eq!(frames[2].next().await, frame(b"two"));
}

#[tokio::test]
async fn what_is_no_subject_is_refused() {
    let bus = Bus::local();
    for wrong in ["", "a b", "*", "doc.>", "doc..a", ".", "ä"] {
        assert!(matches!(bus.frames(wrong).await, Err(BusError::Subject(_))), "{wrong}");
        assert!(matches!(bus.publish_frame(wrong, Bytes::new()).await, Err(BusError::Subject(_))));
    }
    bus.publish_frame("doc.0193b0a0-7c3e-7aaa-8bbb-ccddeeff1a2b", Bytes::new()).await.unwrap();
}
