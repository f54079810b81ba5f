//! What is remembered never differs from what is stored: random sends and reads on two nodes against a model.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use kernel::{Event, Rng};
use parking_lot::Mutex;
use platform::{
    Platform,
    bus::{Bus, Heard},
};
use serde_json::Value;
use testkit::{Client, World};

use crate::{App, channel, general, join, page, team, try_send};

/// Carries committed events to both nodes; may hold them back and let them go later, some twice.
#[derive(Clone, Default)]
struct Post(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    holding: bool,
    waiting: Vec<Arc<Event>>,
}

impl Post {
    fn open(world: &World, to: Bus) -> Self {
        let post = Self::default();
        let (this, mut events) = (post.clone(), world.platform.bus.events());
        world.platform.tasks.spawn_service("test: post", async move {
            while let Some(Heard::Event(event)) = events.next().await {
                let go = {
                    let mut held = this.0.lock();
                    if held.holding {
                        held.waiting.push(Arc::clone(&event));
                    }
                    !held.holding
                };
                if go {
                    to.publish(event).await.expect("published");
                }
            }
        });
        post
    }

    fn hold(&self) {
        self.0.lock().holding = true;
    }

    async fn release(&self, to: &Bus) {
        let waiting = {
            let mut held = self.0.lock();
            held.holding = false;
            std::mem::take(&mut held.waiting)
        };
        for (index, event) in waiting.into_iter().enumerate() {
            to.publish(Arc::clone(&event)).await.expect("published");
            if index % 3 == 0 {
                to.publish(event).await.expect("published");
            }
        }
    }
}

/// A channel as it must be, and how much of it each node has acknowledged.
struct Model {
    id: String,
    messages: Vec<Value>,
    acknowledged: [usize; 2],
}

impl Model {
    fn take(&mut self, node: usize, message: Value) {
        let seq = usize::try_from(message["seq"].as_i64().expect("a number")).expect("a number");
        if self.messages.len() < seq {
            self.messages.resize(seq, Value::Null);
        }
        assert!(self.messages[seq - 1].is_null(), "a number was given twice");
        self.messages[seq - 1] = message;
        self.acknowledged[node] = self.acknowledged[node].max(seq);
    }

    /// Holds a page of `node` against the model. It may lack what only the other node has acknowledged.
    fn check(&self, node: usize, found: &Value, limit: usize, whole: bool) {
        let items = found["items"].as_array().expect("a list");
        let last =
            items.last().map_or(0, |message| usize::try_from(message["seq"].as_i64().unwrap_or(0)).expect("a number"));
        assert!(
            last >= self.acknowledged[node],
            "node {node} shows {last}, has acknowledged {}",
            self.acknowledged[node]
        );
        assert!(!whole || last == self.messages.len(), "node {node} shows {last} of {}", self.messages.len());
        let first = last.saturating_sub(limit);
        assert_eq!(items[..], self.messages[first..last]);
        let next = (first > 0).then(|| (first + 1).to_string());
        assert_eq!(found["nextCursor"].as_str(), next.as_deref());
    }
}

struct Pair {
    nodes: Vec<App>,
    bus: Bus,
    post: Post,
    people: Vec<[Client; 2]>,
    channels: Vec<Model>,
    rng: Rng,
    sent: u32,
}

impl Pair {
    async fn open(world: &World) -> Self {
        let buses = Bus::linked(2);
        let node = |bus: &Bus| Platform { bus: bus.clone(), ..world.platform.clone() };
        let nodes = vec![App::on(&node(&buses[0])).await, App::on(&node(&buses[1])).await];
        let post = Post::open(world, buses[0].clone());
        let (ada, bob) = (nodes[0].person("Ada").await, nodes[0].person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "member", &bob.client).await;
        let mut channels = Vec::new();
        for id in [general(&ada.client, &team).await, channel(&ada.client, &team, "other", false).await] {
            channels.push(Model { id, messages: Vec::new(), acknowledged: [0, 0] });
        }
        let both = |token: &str| [nodes[0].anon.bearer(token), nodes[1].anon.bearer(token)];
        let people = vec![both(&ada.token), both(&bob.token)];
        let rng = world.platform.rng.clone();
        Self { nodes, bus: buses[0].clone(), post, people, channels, rng, sent: 0 }
    }

    fn below(&self, bound: usize) -> usize {
        usize::try_from(self.rng.below(bound as u64)).expect("small")
    }

    /// Sends so many at once from either node.
    async fn burst(&mut self, count: usize) {
        let mut sends = Vec::new();
        for _ in 0..count {
            self.sent += 1;
            let (node, person, channel) = (self.below(2), self.below(2), self.below(2));
            let (client, id, name) =
                (self.people[person][node].clone(), self.channels[channel].id.clone(), self.sent.to_string());
            sends.push(async move { (node, channel, try_send(&client, &id, &name, &name).await.expect(201).json()) });
        }
        for (node, channel, message) in join_all(sends).await {
            self.channels[channel].take(node, message);
        }
        for channel in &self.channels {
            assert!(!channel.messages.iter().any(Value::is_null), "a number is missing");
        }
    }

    async fn look(&self) {
        let (node, channel, limit) = (self.below(2), self.below(2), 1 + self.below(100));
        let client = &self.people[self.below(2)][node];
        let found = page(client, &self.channels[channel].id, &format!("limit={limit}")).await;
        self.channels[channel].check(node, &found, limit, false);
    }

    /// Once all events have arrived both nodes show everything.
    async fn settle(&self) {
        self.post.release(&self.bus).await;
        for channel in &self.channels {
            for node in 0..2 {
                for tries in 0.. {
                    let found = page(&self.people[0][node], &channel.id, "limit=100").await;
                    let items = found["items"].as_array().expect("a list");
                    let last = items.last().map_or(0, |message| message["seq"].as_u64().expect("a number"));
                    if last == channel.messages.len() as u64 || tries == 200 {
                        channel.check(node, &found, 100, true);
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                // Any page, wherever it comes from.
                let (after, limit) = (self.below(channel.messages.len() + 2), 1 + self.below(100));
                let found = page(&self.people[1][node], &channel.id, &format!("after={after}&limit={limit}")).await;
                let end = channel.messages.len().min(after + limit);
                let expected = channel.messages.get(after..end).unwrap_or_default();
                assert_eq!(found["items"].as_array().map(Vec::as_slice), Some(expected));
            }
        }
    }
}

testkit::on_both! {
    async fn two_nodes_and_a_model(world: World) {
        let mut pair = Pair::open(&world).await;
        assert_eq!(pair.nodes.len(), 2);
        for step in 0..160 {
            // The quotas fill again.
            world.clock.advance(Duration::from_secs(1));
            match pair.below(10) {
                0 | 1 => pair.burst(1).await,
                2 => {
                    let count = 2 + pair.below(10);
                    pair.burst(count).await;
                }
                3 => pair.post.hold(),
                4 => pair.post.release(&pair.bus).await,
                _ => pair.look().await,
            }
            if step % 20 == 19 {
                pair.settle().await;
            }
        }
        pair.settle().await;
        assert!(pair.sent > 50);
    }

    /// Readers and writers at the same time: whoever was acknowledged finds their message, whatever others read meanwhile.
    async fn who_was_acknowledged_finds_it(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let work = (0..6).map(|writer| {
            let (client, general) = (ada.client.clone(), general.clone());
            async move {
                for n in 0..15 {
                    let name = format!("{writer}-{n}");
                    let sent = try_send(&client, &general, &name, &name).await.expect(201).json();
                    let found = page(&client, &general, "limit=100").await;
                    assert!(found["items"].as_array().expect("a list").contains(&sent), "{name} is not there");
                }
            }
        });
        join_all(work).await;
        let found = page(&ada.client, &general, "limit=100").await;
        assert_eq!(crate::seqs(&found), (1..=90).collect::<Vec<_>>());
    }
}
