//! The reference counts against a model, whatever is done in whatever order.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ConnectionTrait, Statement};
use testkit::World;

use crate::studio::{Studio, blob_folder, content, id, rows, stored, upload, with_folder};

#[derive(Clone, Copy, Debug)]
enum Step {
    Upload(u8),
    Delete(u8),
    Wait(u8),
    Collect,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0u8..4).prop_map(Step::Upload),
        3 => any::<u8>().prop_map(Step::Delete),
        2 => (1u8..100).prop_map(Step::Wait),
        2 => Just(Step::Collect),
    ];
    vec(step, 1..25)
}

/// What should be there.
#[derive(Default)]
struct Model {
    /// File and content.
    files: Vec<(serde_json::Value, String)>,
    /// Contents that have a blob, with the minute since which nobody uses it.
    blobs: BTreeMap<String, Option<u64>>,
    minute: u64,
}

impl Model {
    fn collect(&mut self) {
        let minute = self.minute;
        self.blobs.retain(|_, unused| unused.is_none_or(|since| since + 60 > minute));
    }

    fn refs(&self) -> BTreeMap<String, i64> {
        let count = |content: &String| self.files.iter().filter(|(_, other)| other == content).count() as i64;
        self.blobs
            .keys()
            .map(|content| (blake3::hash(content.as_bytes()).to_hex().to_string(), count(content)))
            .collect()
    }
}

async fn refs(studio: &Studio) -> BTreeMap<String, i64> {
    let conn = studio.platform.db.read();
    let rows =
        conn.query_all_raw(Statement::from_string(conn.get_database_backend(), "SELECT blake3, refs FROM blobs")).await;
    let rows = rows.expect("rows");
    let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    rows.iter()
        .map(|row| (hex(row.try_get("", "blake3").expect("a hash")), row.try_get("", "refs").expect("a count")))
        .collect()
}

async fn play(world: &World, studio: &Studio, team: kernel::TeamId, steps: &[Step]) {
    static CASE: AtomicU32 = AtomicU32::new(0);
    let case = CASE.fetch_add(1, Ordering::Relaxed);
    let mut model = Model::default();
    let mut ada = studio.sign_in("Ada").await;
    for step in steps {
        match *step {
            Step::Upload(n) => {
                let bytes = format!("{case}/{n}");
                let file = upload(&ada.client, team, "a.bin", bytes.as_bytes()).await;
                model.blobs.insert(bytes.clone(), None);
                model.files.push((file, bytes));
            }
            Step::Delete(n) if !model.files.is_empty() => {
                let (file, bytes) = model.files.remove(usize::from(n) % model.files.len());
                let _ = ada.client.delete(&format!("/api/files/{}", id(&file))).await.expect(204);
                if !model.files.iter().any(|(_, other)| *other == bytes) {
                    model.blobs.insert(bytes, Some(model.minute));
                }
            }
            Step::Delete(_) => {}
            Step::Wait(minutes) => {
                model.minute += u64::from(minutes);
                world.clock.advance(Duration::from_secs(60 * u64::from(minutes)));
                ada = studio.sign_in("Ada").await;
            }
            Step::Collect => {
                studio.collect().await;
                world.run_jobs().await;
                model.collect();
            }
        }
        assert_eq!(refs(studio).await, model.refs(), "after {step:?}");
    }
    studio.collect().await;
    world.run_jobs().await;
    model.collect();
    assert_eq!(stored(&blob_folder(world)), model.blobs.len(), "one blob for each content, no bytes besides");
    for (file, bytes) in &model.files {
        assert_eq!(ada.client.get(&content(file)).await.expect(200).body, bytes.as_bytes());
    }
    // Leave nothing to the next case.
    for (file, _) in &model.files {
        let _ = ada.client.delete(&format!("/api/files/{}", id(file))).await.expect(204);
    }
    world.clock.advance(Duration::from_secs(7200));
    studio.collect().await;
    world.run_jobs().await;
    let left: BTreeSet<_> = refs(studio).await.into_keys().collect();
    assert!(left.is_empty() && stored(&blob_folder(world)) == 0, "{left:?}");
    assert_eq!(rows(&studio.platform, "blob_arrivals").await, 0);
}

testkit::on_both! {
    async fn counts_follow_the_model(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let mut runner = TestRunner::new(Config { cases: 16, max_shrink_iters: 0, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&steps(), |steps| {
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(play(&world, &studio, team, &steps));
            });
            Ok(())
        });
        outcome.expect("the counts follow the model");
    }
}
