//! Two nodes with the same document.

use platform::bus::Bus;

use crate::{Studio, node, quick, writer};

testkit::on_both! {
    async fn two_nodes_converge(world: World) {
        let mut buses = Bus::linked(2).into_iter();
        let mut platforms = [world.platform.clone(), world.platform.clone()];
        for platform in &mut platforms {
            platform.bus = buses.next().expect("a bus");
        }
        let studio = Studio::with(node(&platforms[0], quick()).await).await;
        let other = node(&platforms[1], quick()).await;
        let mut here = studio.writer(&studio.ada).await;
        let mut there = writer::Writer::open(other.address, &studio.ada.token, studio.document).await;
        here.until(|here| here.text().is_empty()).await;
        for round in 0..20 {
            here.types(&format!("h{round} ")).await;
            there.types(&format!("t{round} ")).await;
        }
        here.saved().await;
        there.saved().await;
        here.until(|here| here.text().matches(' ').count() == 40).await;
        there.until(|there| there.text().matches(' ').count() == 40).await;
        assert_eq!(here.text(), there.text());
        here.say(writer::place(5, 1, r#"{"user":"Ada"}"#)).await;
        there.until(|there| !there.places.is_empty()).await;
        // Both have written into one log without a gap.
        studio.app.collab.live().fold(studio.document).await.expect("folded");
        let text = here.text();
        let third = node(&world.platform, quick()).await;
        let mut late = writer::Writer::open(third.address, &studio.ada.token, studio.document).await;
        late.until(|late| late.text() == text).await;
    }
}
